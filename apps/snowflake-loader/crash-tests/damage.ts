import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { eventsSeen, expectEqual, type Worldly } from './behaviours';
import type { World } from './world';

/** Keys of the data files of a namespace's events. */
async function dataFiles(world: World, namespace: string): Promise<string[]> {
  const listed = await world.s3.send(
    new ListObjectsV2Command({ Bucket: 'lake', Prefix: `${namespace}/events_clickstream/data/` }),
  );
  return (listed.Contents ?? []).map((one) => one.Key ?? '');
}

async function read(world: World, key: string): Promise<Uint8Array> {
  const { Body } = await world.s3.send(new GetObjectCommand({ Bucket: 'lake', Key: key }));
  if (!Body) throw new Error(`${key} is empty`);
  return Body.transformToByteArray();
}

async function write(world: World, key: string, bytes: Uint8Array | undefined): Promise<void> {
  if (bytes) await world.s3.send(new PutObjectCommand({ Bucket: 'lake', Key: key, Body: bytes }));
  else await world.s3.send(new DeleteObjectCommand({ Bucket: 'lake', Key: key }));
}

/** Same size, other bytes in the pages of the first columns. */
const garble = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, at) => (at >= 8 && at < bytes.length / 3 ? byte ^ 0x5a : byte));

export function damageBehaviours(world: Worldly): void {
  describe.each([
    ['garbled', garble, 'LOAD_ROWS_REFUSED'],
    ['cut', (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2), 'LAKE_FILE_DAMAGED'],
    ['gone', () => undefined, 'LAKE_FILE_MISSING'],
  ])('a data file that is %s', (how, damage, code) => {
    it('stops the loader by name, before any of its rows; a repaired one is loaded', async () => {
      const namespace = `file_${how}`;
      const lake = await world().lake(namespace);
      const loader = world().loader(namespace);
      await lake.append('events', 0, 40);
      await loader.load();
      const before = await dataFiles(world(), namespace);
      await lake.append('events', 40, 40);
      const key = (await dataFiles(world(), namespace)).find((one) => !before.includes(one)) ?? '';
      const intact = await read(world(), key);

      await write(world(), key, damage(intact));
      const { code: exit, stderr } = await loader.run(['load', '--once']);
      expect(exit).toBe(1);
      expect(stderr).toContain(code);
      expect(stderr).toContain(`s3://lake/${key}`);
      expect(await eventsSeen(loader)).toBe(40);

      await write(world(), key, intact);
      await loader.load();
      await expectEqual(loader, 80);
    });
  });
}
