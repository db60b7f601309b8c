import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import { runCli } from '@clickstream/cli';
import { PlatformError } from '@clickstream/errors';
import { findPipeline } from '@clickstream/pipeline';
import { check, type CheckReport } from './check';
import { derivedFiles, writeDerived } from './derive';
import { filesAt } from './git';
import { loadContract } from './load';
import { checkReportSchema } from './outputs';
import {
  CONTRACTS_DIR,
  modelText,
  publishedFiles,
  publishedFrom,
  publishedPath,
  versionsOf,
} from './published';
import { renderCheck } from './report';
import { generateVectors } from './vectors/generate';

const workspace = process.cwd();
const say = (text: string): void => void process.stdout.write(text);

async function open(name: string) {
  const { root } = findPipeline(workspace, name);
  return { contract: await loadContract(join(root, 'src', 'index.ts')), root: relative(workspace, root) };
}

async function judge(name: string, base: string | undefined): Promise<CheckReport> {
  const { contract, root } = await open(name);
  const files = publishedFiles(join(workspace, root));
  return check(
    contract,
    files,
    base === undefined ? files : filesAt(workspace, base, `${root}/${CONTRACTS_DIR}`),
  );
}

const program = new Command('schema').description(
  'Contracts of a pipeline: compile them for Spark and the warehouse, check a change, publish a version.',
);

program
  .command('compile')
  .description('Writes derived/ and docs/events/ from the events of a pipeline.')
  .argument('<pipeline>', 'name of the pipeline')
  .action(async (name: string) => {
    const { contract, root } = await open(name);
    const files = derivedFiles(contract, root, publishedFrom(publishedFiles(join(workspace, root))));
    writeDerived(workspace, root, files);
    say([...files.keys(), ''].join('\n'));
  });

program
  .command('check')
  .description(
    'Compares the events with what is published and says what a change means for producers, Spark, tables and\n' +
      'warehouse. Exit code 1 when it breaks somebody: a breaking change without an upcast, a column that cannot change\n' +
      'its type, a published version that was rewritten.',
  )
  .argument('<pipeline>', 'name of the pipeline')
  .option('--base <ref>', 'git ref to compare with; without it, the published files as they are now')
  .option('--json', 'the report for machines')
  .action(async (name: string, options: { base?: string; json?: true }) => {
    const report = await judge(name, options.base);
    say(options.json ? `${JSON.stringify(checkReportSchema.parse(report), null, 2)}\n` : renderCheck(report));
    if (!report.ok) process.exitCode = 1;
  });

program
  .command('publish')
  .description('Writes contracts/<event>/<version>.json for every event that changed, then compiles.')
  .argument('<pipeline>', 'name of the pipeline')
  .action(async (name: string) => {
    const { contract, root } = await open(name);
    const report = await judge(name, undefined);
    if (!report.ok) {
      say(renderCheck(report));
      throw new PlatformError({
        code: 'BREAKING_CHANGE',
        message: 'nothing was published',
        where: root,
        next: 'follow the table above',
      });
    }
    const before = publishedFrom(publishedFiles(join(workspace, root)));
    const versions = versionsOf(contract, before);
    for (const { name: event, doc, fields } of contract.events) {
      const model = { event, version: versions[event]?.current ?? '', doc, fields };
      const file = join(workspace, root, publishedPath(model));
      if (existsSync(file)) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, modelText(model));
      say(`published ${event} ${model.version}\n`);
    }
    writeDerived(
      workspace,
      root,
      derivedFiles(contract, root, publishedFrom(publishedFiles(join(workspace, root)))),
    );
  });

program
  .command('vectors')
  .description(
    'Writes fixtures/vectors/generated.jsonl: documents around every rule, with the verdict each must get.',
  )
  .argument('<pipeline>', 'name of the pipeline')
  .action(async (name: string) => {
    const { contract, root } = await open(name);
    const vectors = generateVectors(contract);
    const file = join(workspace, root, 'fixtures/vectors/generated.jsonl');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, vectors.map((vector) => `${JSON.stringify(vector)}\n`).join(''));
    say(`${vectors.length} vectors\n`);
  });

void runCli(program, process.argv.slice(2)).then((code) => {
  process.exitCode ||= code;
});
