import { ScratchClone } from '@clickstream/scratch-clone';

const EVENT = 'libs/pipelines/orders/src/events/order-placed.ts';
const PUBLISHED = 'libs/pipelines/orders/contracts/order_placed/1.0.0.json';
/** What the targets of a pipeline run, without the seconds that Nx takes; generator.spec.ts goes through Nx. */
const SCHEMA = 'SWC_NODE_PROJECT=tsconfig.base.json node -r @swc-node/register libs/schema/src/main.ts';

const definition = (properties: string, more = '') => `
import { choice, defineEvent, envelope, group, integer, optional, text, move } from '@clickstream/schema';

export const orderPlaced = defineEvent({
  name: 'order_placed',
  doc: 'Order placed.',
  envelope,
  properties: group({ ${properties} }, { doc: 'The order.' }),
  ${more}
});
`;
const ITEM = "item_id: text({ doc: 'The item.', example: 'item-1', max: 128 }),";
const QUANTITY = "quantity: optional(integer({ doc: 'How many of it.', example: 2, min: 1 })),";
const state = (values: string) => `state: optional(choice([${values}], { doc: 'State.', example: 'open' })),`;
const STATE = state("'open', 'closed'");
const TEXT = "text({ doc: 'Note.', example: 'n', max: 9 })";
const RENAMED = ITEM.replace('item_id', 'sku');

const clone = new ScratchClone();

beforeAll(() => {
  clone.mustRun(
    'npx nx generate pipeline orders --owner=@acme/checkout --events=order_placed --no-interactive',
  );
  // Until a version is on the main branch it is nobody's: the team deletes it and publishes what it means.
  clone.write(EVENT, definition(ITEM + QUANTITY + STATE));
  clone.mustRun(`rm -r libs/pipelines/orders/contracts && ${SCHEMA} publish orders`);
  clone.commit('a pipeline');
});
afterEach(() => clone.restore());
afterAll(() => clone.remove());

/** What the check prints, without the lines and blanks of its table, and whether it ended with 0. */
function checked(): { ok: boolean; said: string } {
  const { code, output } = clone.run(`${SCHEMA} check orders --base=HEAD`);
  return { ok: code === 0, said: output.replaceAll(/[│\s]+/g, ' ') };
}

it.each([
  {
    change: 'an optional field',
    properties: `${ITEM}${QUANTITY}${STATE} note: optional(${TEXT})`,
    ok: true,
    says: [
      'order_placed 1.0.0 -> 1.1.0 (minor)',
      'properties.note added, optional minor nobody has to send it publish',
      'producers old ones go on as they are',
      'Spark accepts order_placed 1.1.0 once deployed',
      'tables no column changes',
      'warehouse no column changes',
    ],
  },
  {
    change: 'a required field',
    properties: `${ITEM}${QUANTITY}${STATE} note: ${TEXT}`,
    ok: false,
    says: [
      'order_placed 1.0.0 -> 2.0.0 (major, refused)',
      'properties.note added, required major',
      'producers what they send today would be refused',
      'Spark would set aside what is valid today',
      'REFUSED topic: major, warehouse: none',
    ],
  },
  {
    change: 'a value of a choice',
    properties: ITEM + QUANTITY + state("'open', 'closed', 'lost'"),
    ok: true,
    says: ['1.0.0 -> 1.1.0 (minor)', 'properties.state widened: + lost minor'],
  },
  {
    change: 'a value less of a choice',
    properties: ITEM + QUANTITY + state("'open'"),
    ok: false,
    says: ['1.0.0 -> 2.0.0 (major, refused)', 'properties.state narrowed: - closed major'],
  },
  {
    change: 'a new name',
    properties: RENAMED + QUANTITY + STATE,
    ok: false,
    says: ['1.0.0 -> 2.0.0 (major, refused)', 'properties.item_id renamed to sku major'],
  },
  {
    change: 'a new name with an upcast',
    properties: RENAMED + QUANTITY + STATE,
    more: "upcasts: [[move('properties.item_id', 'properties.sku')]],",
    ok: true,
    says: ['1.0.0 -> 2.0.0 (major)', 'ok topic: major, warehouse: none'],
  },
])('says what $change means for everybody, and ends with it', ({ properties, more, ok, says }) => {
  clone.write(EVENT, definition(properties, more));
  const outcome = checked();
  for (const words of says) expect(outcome.said).toContain(words);
  expect(outcome.ok).toBe(ok);
});

it('takes a column of the warehouse into account', () => {
  const tenant = "envelope: { ...envelope, tenant: optional(text({ doc: 'T.', example: 't', max: 9 })) },";
  clone.write(EVENT, definition(ITEM + QUANTITY + STATE).replace('envelope,\n', `${tenant}\n`));
  const { ok, said } = checked();
  expect([ok, said]).toEqual([true, expect.stringContaining('warehouse tenant: added: string')]);
  expect(said).toContain('ok topic: minor, warehouse: minor.');
});

it('fails for a published version that was rewritten or deleted', () => {
  clone.write(PUBLISHED, clone.read(PUBLISHED).replace('128', '129'));
  expect(checked()).toMatchObject({
    ok: false,
    said: expect.stringContaining('a published version was rewritten'),
  });
  clone.mustRun(`rm ${PUBLISHED}`);
  expect(checked()).toMatchObject({
    ok: false,
    said: expect.stringContaining('a published version was deleted'),
  });
});

it('publishes the next version beside the first, and refuses to publish a breaking change', () => {
  clone.write(EVENT, definition(`${ITEM}${QUANTITY}${STATE} note: optional(${TEXT})`));
  clone.mustRun(`${SCHEMA} publish orders`);
  expect(clone.changes()).toContain('?? libs/pipelines/orders/contracts/order_placed/1.1.0.json');
  expect(checked().ok).toBe(true);

  clone.write(EVENT, definition(QUANTITY));
  const { code, output } = clone.run(`${SCHEMA} publish orders`);
  expect([code, output]).toEqual([1, expect.stringContaining('nothing was published')]);
  expect(clone.changes().filter((line) => line.includes('2.0.0'))).toEqual([]);
});
