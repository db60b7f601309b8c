import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMapping } from './mapping';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mapping-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function read(content: unknown) {
  const file = join(folder, 'mapping.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readMapping(file);
}

const fields = { event_type: { value: 'page_view' }, occurred_at: 't', anonymous_id: 'v' };

describe('a mapping', () => {
  it('needs little', () => {
    expect(read({ fields })).toEqual({ delimiter: ',', fields });
  });

  it.each([
    [{}, 'fields: '],
    [
      { fields: {} },
      'event_type is missing; fields: occurred_at is missing; fields: anonymous_id is missing',
    ],
    [{ fields: { ...fields, page: 'a', 'page.url': 'b' } }, 'page holds page.url already'],
    [{ fields: { ...fields, 'page..url': 'b' } }, 'a field of the event, like page.url'],
    [{ fields: { ...fields, 'page.url': { column: 'b', as: 'date' } } }, 'fields.page.url: must be a column'],
    [
      { fields: { ...fields, 'page.url': { column: 'b', offset: '2h' } } },
      'fields.page.url.offset: Z, or an offset',
    ],
    [{ fields, delimiter: '||' }, 'delimiter: '],
    [{ fields, encoding: 'latin1' }, 'encoding'],
  ])('%j is refused, and the message says why', (content, message) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({
        code: 'BAD_MAPPING',
        exitCode: 2,
        message: expect.stringContaining(message),
      }),
    );
  });

  it('that is not there or no JSON is named', () => {
    expect(() => read('{')).toThrow(expect.objectContaining({ code: 'MAPPING_UNREADABLE' }));
    expect(() => readMapping(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'MAPPING_UNREADABLE', where: join(folder, 'none') }),
    );
  });
});
