import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discoverPipelines } from '@clickstream/pipeline';
import { workspace } from './nx';

const lines = readFileSync(join(workspace, '.github/CODEOWNERS'), 'utf8').split('\n');

it.each(discoverPipelines(workspace).map(({ manifest }) => manifest))(
  'GitHub asks the owner of $name about both of its folders',
  ({ name, owner }) => {
    expect(lines).toEqual(
      expect.arrayContaining([`/libs/pipelines/${name}/ ${owner}`, `/spark/pipelines/${name}/ ${owner}`]),
    );
  },
);
