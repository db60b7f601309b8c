import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMirror, mirrorSettings } from './mirror';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'mirror-'))));
afterEach(() => rmSync(root, { recursive: true }));

const mirror = (path: string): string => {
  mkdirSync(join(root, path, 'any.host/hashicorp/aws'), { recursive: true });
  return join(root, path);
};
const find = (chosen?: string) => findMirror({ chosen, root, home: join(root, 'home') });

describe('the mirror of providers', () => {
  it('is none on a machine without one', () => {
    mkdirSync(join(root, 'opt/tools'), { recursive: true });
    expect(find()).toBeUndefined();
  });

  it.each(['opt/plugins', 'usr/local/share/terraform/plugins', 'home/.terraform.d/plugins'])(
    'is found in %s',
    (place) => {
      expect(find(mirror(place))).toBe(join(root, place));
      expect(find()).toBe(join(root, place));
    },
  );

  it('is the chosen one before all others', () => {
    mirror('opt/plugins');
    expect(find(mirror('elsewhere'))).toBe(join(root, 'elsewhere'));
  });

  it('is not silently another than the chosen one', () => {
    mirror('opt/plugins');
    expect(() => find(join(root, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'EMPTY_MIRROR', where: join(root, 'nowhere') }),
    );
  });

  it('gives what it holds, and the rest is downloaded', () => {
    const settings = mirrorSettings(mirror('a "b"'));
    expect(settings).toContain('a \\"b\\""');
    expect(settings).toMatch(/filesystem_mirror \{[^}]*include = \["hashicorp\/aws"\]/);
    expect(settings).toMatch(/direct \{[^}]*exclude = \["hashicorp\/aws"\]/);
  });
});
