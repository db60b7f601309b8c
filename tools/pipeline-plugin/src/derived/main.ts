/** Prints, as JSON, the files that are derived from the pipelines named as arguments: their text by path. */
import { join } from 'node:path';
import { PIPELINES_DIR } from '@clickstream/pipeline';
import { derivedFiles, loadContract, publishedFiles, publishedFrom } from '@clickstream/schema';

async function derivedOf(pipeline: string): Promise<[string, string][]> {
  const root = join(PIPELINES_DIR, pipeline);
  const contract = await loadContract(join(process.cwd(), root, 'src/index.ts'));
  return [...derivedFiles(contract, root, publishedFrom(publishedFiles(root)))];
}

void Promise.all(process.argv.slice(2).map(derivedOf)).then((files) =>
  process.stdout.write(JSON.stringify(Object.fromEntries(files.flat()))),
);
