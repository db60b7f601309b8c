import { PlatformError } from '@clickstream/errors';
import { follow } from './follow';
import type { LoadReport } from './outputs';
import { chain, failingHalfWay, recording, type Recording } from './testing/recording';

let recorded: Recording;
afterEach(() => recorded.close());

const AWAY = new PlatformError({ code: 'LAKE_UNREACHABLE', message: 'away', retry: 'backoff' });

describe('follow', () => {
  it('loads what comes, tries again what may pass with growing pauses, and ends when stopped', async () => {
    const stop = new AbortController();
    recorded = await recording(chain(10), { signal: stop.signal });
    const { loader } = recorded;
    let looks = 0;
    const lake = {
      ...loader.lake,
      table(namespace: string, name: string) {
        looks += 1;
        if (looks <= 2) return Promise.reject(AWAY);
        return loader.lake.table(namespace, name);
      },
    };
    const waits: number[] = [];
    const reports: LoadReport[] = [];
    const following = follow(
      { ...loader, lake },
      {
        pollMs: 1,
        onTrouble: (_error, waitMs) => void waits.push(waitMs),
        onLooked: (report) => {
          reports.push(report);
          stop.abort();
        },
      },
    );
    await expect(following).rejects.toMatchObject({ name: 'AbortError' });
    expect([waits, reports.map((report) => report.tables[0]?.rows)]).toEqual([[2, 4], [10]]);
  });

  it('ends when a person is needed', async () => {
    recorded = await recording(chain(10).slice(1), {});
    const { loader } = recorded;
    const broken = {
      ...loader.lake,
      table: () => Promise.reject(new PlatformError({ code: 'X', message: 'no' })),
    };
    const options = { pollMs: 1, onLooked: () => undefined, onTrouble: () => undefined };
    await expect(follow({ ...loader, lake: broken }, options)).rejects.toMatchObject({ code: 'X' });
  });

  it('shows readers what it committed before a person was needed', async () => {
    recorded = await failingHalfWay();
    const options = { pollMs: 1, onLooked: () => undefined, onTrouble: () => undefined };
    await expect(follow(recorded.loader, options)).rejects.toMatchObject({ code: 'LOAD_ROWS_REFUSED' });
    expect(recorded.effects.slice(-2)).toEqual(['load 2 after 1: rowsRefused', 'publish']);
  });
});
