import type { TimeRules } from '../contract';
import type { EventModel } from '../rule';
import { DETAIL } from '../verdict';
import { DECODE_STEPS, DOCUMENT, PLAIN_TEXT, decodeReasons, wrappedShape } from './decode-steps';
import { eventStruct } from './extract';
import { reasonsOf } from './reasons';
import { groupConditions } from './rules';
import { shapePattern } from './shape';
import { allOf, firstOf, inList, literal, reason } from './sql';

export interface Step {
  readonly column: string;
  readonly expr: string;
}

const MILLIS = 'unix_millis(try_cast(event.occurred_at AS TIMESTAMP))';

/**
 * Bytes to fate. A valid document is recognised by a few cheap conditions (`plain`); only one that fails any of them is
 * walked field by field to find the first reason. That walk stands inside a lambda, which Spark interprets: compiled in
 * line it would make the generated method too large for the JVM to optimise, and every record would pay.
 */
export function sparkSteps(models: readonly EventModel[], time: TimeRules): Step[] {
  const byModel = (of: (model: EventModel) => string) =>
    `CASE model ${models.map((model) => `WHEN ${literal(modelKey(model))} THEN ${of(model)}`).join(' ')} END`;
  const conditions = models.map((model) => groupConditions(model.fields, 'event'));
  const shared = conditions[0]?.filter((each) => conditions.every((other) => other.includes(each))) ?? [];
  const own = (model: EventModel) =>
    allOf((conditions[models.indexOf(model)] ?? []).filter((each) => !shared.includes(each)));

  return [
    ...DECODE_STEPS,
    { column: 'event_type', expr: `try_variant_get(v, '${DOCUMENT}.event_type', 'STRING')` },
    {
      column: 'model',
      expr: `CASE concat(event_type, '@', try_variant_get(v, '${DOCUMENT}.schema_version', 'STRING')) ${models
        .map((model) => `WHEN ${literal(`${model.event}@${model.version}`)} THEN ${literal(modelKey(model))}`)
        .join(' ')} END`,
    },
    { column: 'event', expr: eventStruct(models) },
    {
      column: 'plain',
      expr: `coalesce(${allOf([
        PLAIN_TEXT,
        byModel((model) => `schema_of_variant(v) RLIKE ${literal(wrappedShape(shapePattern(model.fields)))}`),
        ...shared,
        byModel(own),
      ])}, false)`,
    },
    { column: 'problem', expr: `CASE WHEN NOT plain THEN ${interpreted(slowReason(models))} END` },
    { column: 'fate', expr: `coalesce(problem, ${timeReason(time)})` },
  ];
}

/** One model reads all versions of its major. */
export function modelKey(model: EventModel): string {
  return `${model.event}@${model.version.split('.')[0]}`;
}

function interpreted(expr: string): string {
  return `element_at(transform(array(v), d -> ${expr}), 1)`;
}

function slowReason(models: readonly EventModel[]): string {
  const names = [...new Set(models.map((model) => model.event))];
  const walks = models.map((model) => reasonsOf(model.fields, 'd', DOCUMENT));
  const shared = commonPrefix(walks);
  const perModel = models.map(
    (model, index) =>
      `WHEN ${literal(modelKey(model))} THEN ${firstOf((walks[index] ?? []).slice(shared.length))}`,
  );
  return firstOf([
    ...decodeReasons(),
    `CASE WHEN NOT coalesce(${inList('event_type', names)}, false) THEN ${reason('unknown_event_type', "'$.event_type'", DETAIL.event)} END`,
    `CASE WHEN model IS NULL THEN ${reason('unsupported_version', "'$.schema_version'", DETAIL.version)} END`,
    ...shared,
    `CASE model ${perModel.join(' ')} END`,
  ]);
}

function commonPrefix(lists: readonly (readonly string[])[]): string[] {
  const [head = [], ...others] = lists;
  const end = head.findIndex((each, index) => others.some((other) => other[index] !== each));
  return end < 0 ? [...head] : head.slice(0, end);
}

function timeReason(time: TimeRules): string {
  const received = 'unix_millis(received_at)';
  const at = "'$.occurred_at'";
  return `CASE WHEN ${MILLIS} > ${received} + ${time.futureMs} THEN ${reason('event_in_future', at, DETAIL.future(time.futureMs))} WHEN ${MILLIS} < ${received} - ${time.latenessMs} THEN ${reason('late', at, DETAIL.late(time.latenessMs))} END`;
}
