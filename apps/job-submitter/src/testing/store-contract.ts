import { bytes, text, type ObjectStore } from '../store/object-store';

/** What a store must do for this app. @param place A folder of the store's own, without a slash at the end. */
export function describeStore(
  name: string,
  open: () => Promise<{ store: ObjectStore; place: string }>,
): void {
  describe(`the object store ${name}`, () => {
    let store: ObjectStore;
    let place: string;
    let cases = 0;
    const at = (path: string): string => `${place}/case-${cases}/${path}`;

    beforeAll(async () => ({ store, place } = await open()));
    beforeEach(() => (cases += 1));
    afterAll(() => store.close());

    it('knows nothing of what was never written', async () => {
      expect(await store.read(at('none'))).toBeUndefined();
      expect(await store.size(at('none'))).toBeUndefined();
      expect(await store.list(at(''))).toEqual([]);
      await store.remove(at('none'));
    });

    it('creates an object once, and leaves it to whoever was first', async () => {
      expect(await store.create(at('a'), bytes('first'))).toBe(true);
      expect(await store.create(at('a'), bytes('second'))).toBe(false);
      expect(text((await store.read(at('a')))?.content ?? bytes(''))).toBe('first');
      expect(await store.size(at('a'))).toBe(5);
    });

    it('lets exactly one of several creators win', async () => {
      const all = await Promise.all(
        ['x', 'y', 'z'].map((content) => store.create(at('race'), bytes(content))),
      );
      expect(all.filter(Boolean)).toHaveLength(1);
    });

    it('changes the tag with the content, and tells the age of what it has', async () => {
      await store.write(at('a'), bytes('1'));
      const first = await store.read(at('a'));
      await store.write(at('a'), bytes('2'));
      const second = await store.read(at('a'));
      expect(second?.tag).not.toBe(first?.tag);
      expect(second?.ageSeconds).toBeGreaterThanOrEqual(0);
      expect(second?.ageSeconds).toBeLessThan(60);
      await store.remove(at('a'));
      expect(await store.read(at('a'))).toBeUndefined();
    });

    it('lists what is directly in a folder, and not what only begins like it', async () => {
      for (const path of ['job=a/x.json', 'job=a/runs/1.json', 'job=a/runs/2.json', 'job=ab/y.json'])
        await store.write(at(path), bytes(path));
      expect(await store.list(at('job=a'))).toEqual(['runs/', 'x.json']);
      expect(await store.list(at('job=a/runs/'))).toEqual(['1.json', '2.json']);
    });
  });
}
