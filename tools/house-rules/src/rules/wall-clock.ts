import { rowContent } from '../areas';
import { allOf, bannedStrings, bannedUses } from '../banned';
import type { Rule } from '../rule';

const clocks = [
  'Date.now',
  'datetime.datetime.now',
  'datetime.datetime.utcnow',
  'datetime.datetime.today',
  'datetime.date.today',
  'time.time',
  'time.time_ns',
  ...['now', 'current_timestamp', 'current_date', 'localtimestamp'].map(
    (name) => `pyspark.sql.functions.${name}`,
  ),
];

export const wallClock: Rule = {
  name: 'wall-clock',
  bans: 'the wall clock where row content is made',
  because: 'makes a replay differ from the first run',
  instead: 'take the time from the record (received_at, kafka_timestamp) or from a clock handed in',
  check: allOf(
    bannedUses(rowContent, { names: clocks }),
    bannedUses(rowContent, { names: ['new Date'], when: (use) => use.args === 0 }),
    bannedStrings(rowContent, /\b(now|current_timestamp|current_date|localtimestamp|unix_timestamp)\(\s*\)/i),
  ),
  bad: [
    { 'libs/schema/src/a.ts': 'export const at = Date.now();' },
    { 'libs/schema/src/a.ts': 'export const at = (clock = Date.now) => clock();' },
    { 'libs/pipelines/p/src/a.ts': 'export const at = new Date().toISOString();' },
    { 'libs/pipelines/p/src/a.ts': "export const sql = 'select current_timestamp() as at';" },
    { 'libs/pipelines/p/derived/contract.json': '{ "expr": "now()" }' },
    { 'spark/a.py': 'from datetime import datetime as clock\nat = clock.now()\n' },
    { 'spark/a.py': 'import time\nat = time.time()\n' },
    { 'spark/a.py': 'from pyspark.sql import functions as F\ndf.withColumn("at", F.current_timestamp())\n' },
  ],
  good: [
    { 'libs/schema/src/a.ts': 'export const at = (record: { t: number }) => new Date(record.t);' },
    {
      'libs/schema/src/a.ts':
        '/** Never Date.now() nor now(). */\nexport const at = (clock: Clock) => clock.now();',
    },
    { 'apps/platform/src/a.ts': 'export const started = Date.now();' },
    { 'spark/a.py': '"""No current_timestamp() here."""\nimport time\ndeadline = time.monotonic() + 5\n' },
  ],
};
