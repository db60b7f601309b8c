import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discoverPipelines, findPipeline } from './registry';

let workspace: string;
beforeEach(() => (workspace = mkdtempSync(join(tmpdir(), 'registry-'))));
afterEach(() => rmSync(workspace, { recursive: true }));

function write(name: string, manifest: unknown): void {
  const root = join(workspace, 'libs/pipelines', name);
  mkdirSync(root, { recursive: true });
  writeFileSync(
    join(root, 'pipeline.json'),
    typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
  );
}

describe('the registry of pipelines', () => {
  it('finds pipelines by their manifests, sorted, and ignores other folders', () => {
    write('orders', { name: 'orders', owner: '@acme/checkout' });
    write('clickstream', { name: 'clickstream', owner: '@acme/web' });
    mkdirSync(join(workspace, 'libs/pipelines/empty'));
    expect(discoverPipelines(workspace).map((pipeline) => pipeline.manifest.name)).toEqual([
      'clickstream',
      'orders',
    ]);
  });

  it('fills in the defaults', () => {
    write('orders', { name: 'orders', owner: '@acme/checkout' });
    expect(findPipeline(workspace, 'orders').manifest).toMatchObject({
      topic: { partitions: 4, retentionMs: 172_800_000 },
      time: { dedupHorizonMs: 259_200_000, sessionGapMs: 1_800_000 },
    });
  });

  it('names the pipelines there are when one is unknown', () => {
    write('orders', { name: 'orders', owner: '@acme/checkout' });
    expect(() => findPipeline(workspace, 'nope')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PIPELINE', next: 'use one of: orders' }),
    );
  });

  it('reports every violation of a manifest at once', () => {
    write('orders', { name: 'Orders', owner: 'me', colour: 'red' });
    expect(() => discoverPipelines(workspace)).toThrow(/name: .*; owner: .*; .*colour/);
  });

  it('refuses a name that is not the name of the folder: topic and tables carry it', () => {
    write('orders', { name: 'sales', owner: '@acme/checkout' });
    expect(() => discoverPipelines(workspace)).toThrow('name: is "sales" in the folder of "orders"');
  });

  it('refuses a dedup horizon that lets a backlog lose rows', () => {
    write('orders', { name: 'orders', owner: '@acme/checkout', time: { dedupHorizonMs: 3_600_000 } });
    expect(() => discoverPipelines(workspace)).toThrow(
      /time.dedupHorizonMs: must be at least .* = 198000000/,
    );
  });

  it('says where a manifest is no JSON', () => {
    write('orders', '{');
    expect(() => discoverPipelines(workspace)).toThrow(expect.objectContaining({ code: 'BAD_MANIFEST' }));
  });
});
