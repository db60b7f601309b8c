import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPipeline } from '@clickstream/pipeline';
import { ScratchWorkspace } from '../testing/workspace';
import { archive } from './archive';
import { readBundle, writeBundle } from './folder';
import { makeBundle, type Bundle } from './make';

const LIBRARY = 'spark/platform/src/clickstream_spark';

const made: ScratchWorkspace[] = [];
afterAll(() => made.forEach((workspace) => workspace.remove()));

function copy(): ScratchWorkspace {
  const workspace = ScratchWorkspace.ofShop();
  made.push(workspace);
  return workspace;
}

const make = ({ root, pipeline }: ScratchWorkspace): Promise<Bundle> =>
  makeBundle(root, findPipeline(root, pipeline));

describe('a bundle', () => {
  it('is the same bytes wherever and whenever it is made of the same files', async () => {
    const [one, other] = [copy(), copy()];
    utimesSync(join(other.root, LIBRARY, 'job.py'), 0, 0);
    mkdirSync(join(other.root, LIBRARY, '__pycache__'), { recursive: true });
    writeFileSync(join(other.root, LIBRARY, '__pycache__/job.pyc'), 'compiled');
    writeFileSync(join(other.root, LIBRARY, 'testing/more.py'), '# only for tests');
    const bundle = await make(one);
    expect(await make(other)).toEqual(bundle);
    expect(Object.keys(bundle.manifest.state.queries)).toEqual([
      'raw',
      'events',
      'set_aside',
      'sessions',
      'metrics_minute',
    ]);
    expect(bundle.manifest.state).toMatchObject({
      checkpoint_version: 1,
      topic: 'shop',
      queries: { raw: null, events: { keys: ['event_id'], types: { event_id: 'string' } } },
    });
  });

  it('is the same bytes in every time zone', () => {
    const before = process.env['TZ'];
    const [one, other] = ['Pacific/Auckland', 'America/Lima'].map((zone) => {
      process.env['TZ'] = zone;
      return archive(new Map([['a.py', Buffer.from('print()')]]));
    });
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
    expect(one).toEqual(other);
  });

  it('has another version when any of its files changes', async () => {
    const workspace = copy();
    const versions = [(await make(workspace)).manifest.version];
    for (const [file, added] of [
      [workspace.jobFile, '\n# changed\n'],
      [`${LIBRARY}/run.py`, '\n# changed\n'],
      ['tools/jars/spark/SHA256SUMS', `${'0'.repeat(64)}  other-1.0.jar\n`],
    ] as const) {
      workspace.edit(file, (text) => text + added);
      versions.push((await make(workspace)).manifest.version);
    }
    expect(new Set(versions).size).toBe(4);
  });

  it('names the commit that last changed one of its files, and whether it is still so', async () => {
    const workspace = copy();
    expect((await make(workspace)).manifest.source).toEqual({ commit: null, clean: false });
    const commit = workspace.commit('first');
    workspace.commit('of others');
    expect((await make(workspace)).manifest.source).toEqual({ commit, clean: true });
    writeFileSync(join(workspace.root, LIBRARY, 'new.py'), '');
    expect((await make(workspace)).manifest.source).toEqual({ commit, clean: false });
  });

  it('is not made of code that does not start', async () => {
    const workspace = copy();
    workspace.edit(`${LIBRARY}/state.py`, () => 'import nowhere\n');
    await expect(make(workspace)).rejects.toMatchObject({
      code: 'BUNDLE_BROKEN',
      message: "the code of the bundle does not answer: ModuleNotFoundError: No module named 'nowhere'",
    });
  });

  it('is read back whole, or not at all', async () => {
    const workspace = copy();
    const bundle = await make(workspace);
    const folder = writeBundle(bundle, join(workspace.root, 'dist'));
    expect(readBundle(folder).manifest).toEqual(bundle.manifest);
    writeFileSync(join(folder, 'job.py'), 'print("other")');
    expect(() => readBundle(folder)).toThrow('job.py is not what the manifest says');
    rmSync(join(folder, 'job.py'));
    expect(() => readBundle(folder)).toThrow('job.py is not there');
    expect(() => readBundle(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'BUNDLE_MISSING' }),
    );
  });
});
