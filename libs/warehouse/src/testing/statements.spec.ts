import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classOf, fitsReference, renderEvidence, type Evidence } from './statements';

const WORKSPACE = join(__dirname, '../../../..');

it('docs/warehouse.md claims what the suite against the emulator has found, and no more', () => {
  const found = JSON.parse(
    readFileSync(join(WORKSPACE, 'libs/warehouse/emulator-tests/statements.json'), 'utf8'),
  ) as Evidence[];
  const page = readFileSync(join(WORKSPACE, 'docs/warehouse.md'), 'utf8');
  expect(page).toContain(renderEvidence(found).join('\n'));
});

it.each([
  ['CREATE OR REPLACE TRANSIENT TABLE LOADER.X (A TEXT)', 'CREATE TRANSIENT TABLE'],
  ['MERGE INTO "A"."B" t USING (SELECT 1) s', 'MERGE INTO'],
  ['SELECT TABLE_NAME AS TABLE_NAME FROM X', 'SELECT'],
  ['GRANT SELECT ON FUTURE VIEWS IN SCHEMA A.B TO ROLE C', 'GRANT .. ON FUTURE or ALL'],
  [
    "CREATE STAGE IF NOT EXISTS A.B URL = 's3://x/' STORAGE_INTEGRATION = C",
    'CREATE STAGE .. URL .. STORAGE_INTEGRATION',
  ],
])('knows the class of %s', (sql, statement) => {
  expect(classOf(sql)).toBe(statement);
});

it('compares the whole text of a statement with the reference', () => {
  expect(fitsReference('GRANT ROLE A TO ROLE B')).toBe(true);
  expect(fitsReference('GRANT ROLE A TO ROLE B WITH GRANT OPTION')).toBe(false);
  expect(fitsReference("CREATE ROLE IF NOT EXISTS A COMMENT = 'it''s'")).toBe(false);
});
