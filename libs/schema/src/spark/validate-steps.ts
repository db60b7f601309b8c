import type { TimeRules } from '../contract';
import type { Field } from '../rule';
import { DETAIL } from '../verdict';
import type { Readable } from '../versions';
import {
  ANY_VARIANT,
  DOCUMENT,
  NOTHING_HIDDEN,
  SMALL_ENOUGH,
  decodeReasons,
  decodeSteps,
  wrappedShape,
} from './decode-steps';
import { canonicalStart, eventStruct, eventType, unionFields } from './extract';
import { reasonsOf } from './reasons';
import { groupConditions, nothingElse } from './rules';
import { shapePattern } from './shape';
import { merged } from './merged';
import { allOf, firstOf, inList, literal, reason, type Step } from './sql';

const MILLIS = 'unix_millis(try_cast(event.occurred_at AS TIMESTAMP))';

/**
 * Bytes to fate. Most documents are proven valid by cheap conditions (`plain`): their names and types by being canonical
 * or by the shape of their variant (`shaped`), their values by the rules on the typed struct. Any other document takes
 * the exact way: each field from the variant, and a walk for the first reason. The exact way stands inside lambdas,
 * which Spark interprets: compiled in line it would make the generated methods too large for the JVM to optimise, and
 * every record would pay.
 */
export function sparkSteps(readables: readonly Readable[], time: TimeRules): Step[] {
  const versions = readables.flatMap(({ event, key, accepted }) =>
    accepted.map((version) => `WHEN ${literal(`${event}@${version}`)} THEN ${literal(key)}`),
  );
  const current = readables.filter((readable) => readable.upcasts.length === 0);
  return [
    ...decodeSteps(eventType(readables), canonicalStart(readables)),
    { column: 'event_type', expr: headField('event_type') },
    {
      column: 'model',
      expr: `CASE concat(event_type, '@', ${headField('schema_version')}) ${versions.join(' ')} END`,
    },
    { column: 'shaped', expr: shaped(current) },
    { column: 'event', expr: `CASE WHEN shaped THEN read ELSE ${interpreted(eventStruct(readables))} END` },
    { column: 'plain', expr: plain(current, unionFields(readables)) },
    { column: 'problem', expr: `CASE WHEN NOT plain THEN ${interpreted(slowReason(readables))} END` },
    { column: 'fate', expr: `coalesce(problem, ${timeReason(time)})` },
  ];
}

function headField(name: string): string {
  return `CASE WHEN canonical THEN read.${name} ELSE try_variant_get(v, '${DOCUMENT}.${name}', 'STRING') END`;
}

/** True proves that `read` is the document: each value has its type and nothing was left out. False proves nothing. */
function shaped(current: readonly Readable[]): string {
  const shape = current.map(
    ({ key, fields }) =>
      `WHEN ${literal(key)} THEN schema_of_variant(v) RLIKE ${literal(wrappedShape(shapePattern(fields)))}`,
  );
  const isCurrent = inList(
    'model',
    current.map(({ key }) => key),
  );
  return `coalesce(${isCurrent} AND (canonical OR (${NOTHING_HIDDEN} AND CASE model ${shape.join(' ')} END)), false)`;
}

/** True proves that a document is a valid one of a current definition; false proves nothing. */
function plain(current: readonly Readable[], union: readonly Field[]): string {
  const conditions = current.map(({ fields }) => [
    ...groupConditions(fields, 'event'),
    ...nothingElse(union, fields, 'event'),
  ]);
  const shared = conditions[0]?.filter((each) => conditions.every((other) => other.includes(each))) ?? [];
  const own = current.map(
    ({ key }, index) =>
      `WHEN ${literal(key)} THEN ${allOf((conditions[index] ?? []).filter((each) => !shared.includes(each)))}`,
  );
  return `coalesce(${allOf(['shaped', SMALL_ENOUGH, ...shared, `CASE model ${own.join(' ')} END`])}, false)`;
}

/** Evaluates an expression over the variant `d` by Spark's interpreter. */
function interpreted(expr: string): string {
  return `element_at(transform(array(${ANY_VARIANT}), d -> ${expr}), 1)`;
}

function slowReason(readables: readonly Readable[]): string {
  const names = [...new Set(readables.map((readable) => readable.event))];
  const walks = new Map(readables.map(({ key, fields }) => [key, reasonsOf(fields, 'd', DOCUMENT)]));
  return firstOf([
    ...decodeReasons(),
    `CASE WHEN NOT coalesce(${inList('event_type', names)}, false) THEN ${reason('unknown_event_type', "'$.event_type'", DETAIL.event)} END`,
    `CASE WHEN model IS NULL THEN ${reason('unsupported_version', "'$.schema_version'", DETAIL.version)} END`,
    ...merged(walks).map(({ step, owners }) =>
      owners.length === walks.size ? step : `CASE WHEN ${inList('model', owners)} THEN ${step} END`,
    ),
  ]);
}

function timeReason(time: TimeRules): string {
  const received = 'unix_millis(received_at)';
  const at = "'$.occurred_at'";
  return `CASE WHEN ${MILLIS} > ${received} + ${time.futureMs} THEN ${reason('event_in_future', at, DETAIL.future(time.futureMs))} WHEN ${MILLIS} < ${received} - ${time.latenessMs} THEN ${reason('late', at, DETAIL.late(time.latenessMs))} END`;
}
