import { everywhere, except, matching } from '../areas';
import { bannedText } from '../banned';
import type { Rule } from '../rule';

const prose = matching(/\.md$/);

export const icebergSkip: Rule = {
  name: 'iceberg-skip',
  bans: 'options that let an Iceberg stream skip snapshots',
  because: 'makes an Iceberg stream pass over rows without a word',
  instead: 'let the stream stop; tables read as streams are append-only',
  check: bannedText(except(everywhere, prose), /streaming-skip-(overwrite|delete)-snapshots/),
  bad: [
    { 'spark/a.py': 'reader.option("streaming-skip-overwrite-snapshots", True)\n' },
    { 'apps/job-submitter/src/a.ts': "export const o = { 'streaming-skip-delete-snapshots': 'true' };" },
    { 'libs/config/environments/prod.json': '{ "streaming-skip-delete-snapshots": true }' },
  ],
  good: [
    { 'spark/a.py': 'reader.option("stream-from-timestamp", start)\n' },
    { 'docs/failures.md': 'Never set streaming-skip-delete-snapshots.' },
  ],
};
