import { requireDisk } from './disk';

it('refuses to start on a disk that is nearly full, and says how much is needed', () => {
  expect(() => requireDisk('/data', () => ({ bavail: 500_000, bsize: 1_000 }))).toThrow(
    expect.objectContaining({ code: 'DISK_FULL', message: '0.5 GB free, 2 GB needed', where: '/data' }),
  );
  expect(() => requireDisk('/data', () => ({ bavail: 3_000_000, bsize: 1_000 }))).not.toThrow();
});
