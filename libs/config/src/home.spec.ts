import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpointsFile, writeEndpoints } from './endpoints';
import { findWorkspace, platformHome } from './home';

let folder: string;
beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'home-')))));
afterEach(() => rmSync(folder, { recursive: true }));

it('the home is inside the clone, unless PLATFORM_HOME says otherwise', () => {
  expect(platformHome({}, '/clone')).toBe('/clone/.platform/local');
  expect(platformHome({ PLATFORM_HOME: '/elsewhere' }, '/clone')).toBe('/elsewhere');
});

it('the workspace is found from any folder inside it', () => {
  writeFileSync(join(folder, 'nx.json'), '{}');
  mkdirSync(join(folder, 'apps', 'producer'), { recursive: true });
  expect(findWorkspace(join(folder, 'apps', 'producer'))).toBe(folder);
});

it('a folder outside every workspace is refused', () => {
  expect(() => findWorkspace('/')).toThrow(expect.objectContaining({ code: 'NO_WORKSPACE' }));
});

it('only the owner can read the endpoints', () => {
  writeEndpoints(join(folder, 'new'), {});
  expect(statSync(endpointsFile(join(folder, 'new'))).mode & 0o777).toBe(0o600);
});
