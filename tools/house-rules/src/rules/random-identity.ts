import { rowContent } from '../areas';
import { allOf, bannedStrings, bannedUses } from '../banned';
import type { Rule } from '../rule';

const generators = [
  'node:crypto.randomUUID',
  'crypto.randomUUID',
  'Math.random',
  'uuid.v4',
  'uuid.uuid1',
  'uuid.uuid4',
  'random.random',
  ...['uuid', 'rand', 'randn', 'monotonically_increasing_id'].map((name) => `pyspark.sql.functions.${name}`),
];

export const randomIdentity: Rule = {
  name: 'random-identity',
  bans: 'random ids and numbers where row content is made',
  because: 'gives the same record another content at every run',
  instead: 'derive it from the content (a hash) or from a seed that is printed',
  check: allOf(
    bannedUses(rowContent, { names: generators }),
    bannedStrings(rowContent, /\b(uuid|rand|randn|random|monotonically_increasing_id)\(\s*\)/i),
  ),
  bad: [
    {
      'apps/producer/src/a.ts':
        "import { randomUUID as id } from 'node:crypto';\nexport const event = { id: id() };",
    },
    { 'apps/producer/src/a.ts': 'export const event = { id: crypto.randomUUID() };' },
    { 'libs/pipelines/p/src/a.sql': 'select uuid() as event_id' },
    { 'spark/a.py': 'import uuid\nkey = str(uuid.uuid4())\n' },
    { 'spark/a.py': 'from uuid import uuid4\nkey = field(default_factory=uuid4)\n' },
    { 'spark/a.py': 'df.selectExpr("uuid() as id")\n' },
  ],
  good: [
    { 'apps/producer/src/a.ts': 'export const event = (hash: string) => ({ id: uuidFromHash(hash) });' },
    {
      'apps/platform/src/a.ts': "import { randomUUID } from 'node:crypto';\nexport const run = randomUUID();",
    },
    { 'spark/a.py': 'import uuid\nkey = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")\n' },
  ],
};
