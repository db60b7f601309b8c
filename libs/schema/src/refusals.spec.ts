import { group, integer, list, optional, text } from './builder';
import { compileContract } from './compile';
import { PipelineContract, defineEvent } from './contract';
import { envelope } from './envelope';

const time = { latenessMs: 1, futureMs: 1, dedupHorizonMs: 1, sessionGapMs: 1 };
const word = () => text({ doc: 'Word.', example: 'x', max: 5 });
const empty = () => group({}, { doc: 'Nothing.' });
const event = (name: string, more: object) =>
  defineEvent({ name, doc: 'E.', envelope: { ...envelope, ...more }, properties: empty() });
const compiled = (...events: ReturnType<typeof event>[]) =>
  compileContract(new PipelineContract('orders', time, events));
const refusal = (message: RegExp) =>
  expect.objectContaining({ code: 'CONTRACT_RULE_REFUSED', message: expect.stringMatching(message) });

it.each<[string, object, RegExp]>([
  ['two fields that become one column', { page_url: word() }, /two fields become the column "page_url"/],
  ['a field that the platform adds itself', { content_hash: word() }, /the column "content_hash"/],
  ['a field that it adds when a record is set aside', { kind: word() }, /the column "kind"/],
  ['a list as a column', { items: list(empty(), { doc: 'Items.', max: 1 }) }, /"items" cannot be a column/],
  ['an event without a time', { occurred_at: word() }, /"occurred_at" must be a required timestamp/],
  ['an event whose id may be absent', { event_id: optional(word()) }, /"event_id" must be a required text/],
  ['properties in the envelope', { properties: word() }, /"properties" is no field of the envelope/],
])('refuses %s', (_, more, message) => {
  expect(() => compiled(event('e', more))).toThrow(refusal(message));
});

it('refuses two events of one name', () => {
  expect(() => compiled(event('e', {}), event('e', {}))).toThrow(refusal(/the event "e" is defined twice/));
});

it('refuses two types for one name, because all events share the columns', () => {
  const number = integer({ doc: 'Number.', example: 1 });
  expect(() => compiled(event('a', { x: word() }), event('b', { x: number }))).toThrow(
    refusal(/"x" is BIGINT here and STRING in another event/),
  );
});

it('demands no value of a column that some event does not have', () => {
  const { columns } = compiled(event('a', { x: word() }), event('b', { y: word() }), event('c', {})).tables
    .events;
  const own = columns.filter(({ name }) => name === 'x' || name === 'y');
  expect(own.map(({ name, required }) => [name, required])).toEqual([
    ['x', false],
    ['y', false],
  ]);
});
