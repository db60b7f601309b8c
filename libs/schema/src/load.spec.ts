import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orders } from '../fixtures/upcast/orders';
import { loadContract } from './load';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'contract-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const file = join(folder, 'index.js');
  writeFileSync(file, text);
  return file;
}

describe('the contract of a pipeline', () => {
  it('is found by its type, whatever its name', async () => {
    expect(await loadContract(join(__dirname, '../fixtures/upcast/orders.ts'))).toBe(orders);
  });

  it.each([
    ['is missing', 'module.exports = { contract: {} };', 'CONTRACT_MISSING', /no PipelineContract/],
    ['is no program', 'const = 1;', 'CONTRACT_UNREADABLE', /./],
    [
      'fails when it is loaded',
      'throw new TypeError("no such field");',
      'CONTRACT_UNREADABLE',
      /no such field/,
    ],
  ])('is refused when it %s', async (_, text, code, message) => {
    await expect(loadContract(written(text))).rejects.toMatchObject({
      code,
      where: join(folder, 'index.js'),
      message: expect.stringMatching(message),
      exitCode: 2,
    });
  });
});
