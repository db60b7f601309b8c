import affected from './affected.json';
import { ScratchClone } from '@clickstream/scratch-clone';

const LONG = 'a-name-as-long-as-it-may-be-for-a-target';
const ORDERS = 'npx nx generate pipeline orders --owner=@acme/checkout --events=order_placed,order_cancelled';

const clone = new ScratchClone();
let generated: string;

beforeAll(() => {
  clone.mustRun(`${ORDERS} --no-interactive`);
  clone.mustRun(`npx nx generate pipeline ${LONG} --owner=@acme/long --retention=7d --no-interactive`);
  generated = clone.commit('two pipelines');
});
afterEach(() => clone.restore());
afterAll(() => clone.remove());

it('makes a pipeline that passes lint, type check and tests untouched, whatever the length of its name', () => {
  // Its tests on a real Spark run in the tutorial: they take half a minute.
  clone.mustRun(`npx nx run-many -t lint typecheck -p pipeline-${LONG},spark-${LONG} --output-style=static`);
  clone.mustRun(`npx nx run-many -t test -p pipeline-${LONG},pipeline-orders --output-style=static`);
  expect(clone.mustRun('npx nx run pipeline-orders:schema-check --base=HEAD')).toContain(
    'ok  every definition is published and unchanged.',
  );
  expect(clone.changes()).toEqual([]);
  expect(clone.git('ls-files', 'libs/pipelines/orders/contracts').trim().split('\n')).toEqual([
    'libs/pipelines/orders/contracts/order_cancelled/1.0.0.json',
    'libs/pipelines/orders/contracts/order_placed/1.0.0.json',
  ]);
});

it.each(affected)('a change of $changed affects exactly $affected', ({ changed, affected: expected }) => {
  expect(clone.read(changed)).not.toBe('');
  expect(clone.nx<string[]>(`show projects --affected --files=${changed} --json`).sort()).toEqual(expected);
});

it('affects no other project by what it adds', () => {
  const all = clone.nx<string[]>(`show projects --affected --base=${generated}~1 --head=${generated} --json`);
  const expected = new Set(affected.flatMap((row) => row.affected));
  expect(all.sort()).toEqual([...expected].sort());
});

it('keeps what the team wrote byte for byte, and changes nothing the second time', () => {
  const edited = [
    'libs/pipelines/orders/README.md',
    'libs/pipelines/orders/infra/stack.ts',
    'libs/pipelines/orders/src/index.ts',
    'spark/pipelines/orders/tests/test_orders.py',
  ];
  for (const file of edited) clone.write(file, `${clone.read(file)}\n\n`);
  const before = edited.map((file) => clone.read(file));

  const said = clone.mustRun('npx nx generate pipeline orders --partitions=6 --no-interactive');

  expect(edited.map((file) => clone.read(file))).toEqual(before);
  for (const file of edited) expect(said).toContain(`  ${file}\n`);
  const changed = clone.changes();
  expect(changed).toEqual(
    [...edited, 'libs/pipelines/orders/pipeline.json'].sort().map((file) => ` M ${file}`),
  );
  expect(clone.git('diff', '--', 'libs/pipelines/orders/pipeline.json')).toContain('+    "partitions": 6');
});

it('brings what is derived up to date when it is called again, and says what nx sync would change', () => {
  clone.write('libs/pipelines/orders/derived/contract.json', '{}');
  clone.write('.github/CODEOWNERS', '* @acme/data-platform\n');
  expect(clone.run('npx nx sync:check')).toMatchObject({
    code: 1,
    output: expect.stringContaining('out of date'),
  });
  clone.mustRun('npx nx sync');
  expect(clone.git('diff', '--stat', '--', 'libs')).toBe('');
  expect(clone.read('.github/CODEOWNERS')).toContain(`/spark/pipelines/${LONG}/ @acme/long`);

  clone.restore();
  clone.write('libs/pipelines/orders/derived/contract.json', '{}');
  clone.mustRun('npx nx generate pipeline orders --no-interactive');
  expect(clone.changes()).toEqual([]);
});

it('is taken back without a trace', () => {
  const said = clone.mustRun('npx nx generate pipeline-remove orders --no-interactive');
  expect(said).toContain('--delete --topic orders');
  clone.mustRun(`npx nx generate pipeline-remove ${LONG} --no-interactive`);
  clone.git('add', '--all');
  expect(clone.git('diff', '--cached', '--stat', `${generated}~1`)).toBe('');
});
