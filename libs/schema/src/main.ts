import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { runCli } from '@clickstream/cli';
import { findPipeline } from '@clickstream/pipeline';
import { compiledText } from './compile';
import { loadContract } from './load';

const program = new Command('schema').description(
  'Contracts of a pipeline: compile them for Spark and the loader, check a change, publish a version.',
);

program
  .command('compile')
  .description('Writes derived/contract.json from the events of a pipeline.')
  .argument('<pipeline>', 'name of the pipeline')
  .action(async (name: string) => {
    const pipeline = findPipeline(process.cwd(), name);
    const text = compiledText(await loadContract(pipeline));
    mkdirSync(dirname(pipeline.contractFile), { recursive: true });
    writeFileSync(pipeline.contractFile, text);
    process.stdout.write(`${pipeline.contractFile}\n`);
  });

void runCli(program, process.argv.slice(2)).then((code) => (process.exitCode = code));
