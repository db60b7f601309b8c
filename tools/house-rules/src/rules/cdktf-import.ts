import { inside } from '../areas';
import { eachFile, type Rule } from '../rule';

const kit = inside('libs/infra-kit/');
const banned = /^(cdktf|cdktn|constructs|@cdktf\/.+|@cdktn\/.+)(\/|$)/;

export const cdktfImport: Rule = {
  name: 'cdktf-import',
  bans: 'cdktf outside libs/infra-kit',
  because: 'ties the code to one infrastructure library',
  instead: 'use @clickstream/infra-kit, the only place that imports it',
  check: eachFile((file) =>
    kit(file.path)
      ? []
      : (file.facts?.imports ?? [])
          .filter(({ module }) => banned.test(module))
          .map(({ module, line }) => ({ line, found: module })),
  ),
  bad: [
    { 'apps/infra/src/a.ts': "import { App } from 'cdktf';" },
    { 'apps/infra/src/a.ts': "import type { Construct } from 'constructs';" },
    { 'libs/pipelines/p/infra/stack.ts': "import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';" },
    { 'apps/infra/src/a.ts': "export const lazy = () => import('cdktf');" },
  ],
  good: [
    { 'libs/infra-kit/src/a.ts': "import { App } from 'cdktf';" },
    { 'libs/pipelines/p/infra/stack.ts': "import { definePipelineStack } from '@clickstream/infra-kit';" },
  ],
};
