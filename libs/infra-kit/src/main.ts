import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { runCli } from '@clickstream/cli';
import { findPipeline } from '@clickstream/pipeline';
import { loadPipelineStack } from './load';
import type { PipelineStack } from './pipeline-stack';
import { sampleEnvironment } from './sample';
import { synthPipelineStacks } from './synth';
import { findMirror } from './terraform/mirror';
import { validateStack } from './terraform/validate';

function validate(stack: PipelineStack): void {
  const mirror = findMirror({ chosen: process.env['TF_PLUGIN_MIRROR'], root: '/', home: homedir() });
  process.stderr.write(`providers come from ${mirror ?? 'their registry: no mirror was found'}\n`);
  const outdir = mkdtempSync(join(tmpdir(), 'clickstream-validate-'));
  try {
    for (const { folder } of synthPipelineStacks([stack], sampleEnvironment, outdir))
      validateStack(folder, mirror);
  } finally {
    rmSync(outdir, { recursive: true });
  }
  process.stdout.write(`the stack of ${stack.pipeline} is valid\n`);
}

const program = new Command('infra-kit').description('Stacks of the pipelines, without an AWS account.');

program
  .command('validate')
  .description(
    'Synthesises the stack of a pipeline for a made-up environment and lets Terraform and the AWS provider judge it.\n' +
      'The provider comes from TF_PLUGIN_MIRROR, else from a conventional folder that holds it, else it is downloaded.',
  )
  .argument('<pipeline>', 'name of the pipeline')
  .action(async (name: string) => validate(await loadPipelineStack(findPipeline(process.cwd(), name))));

void runCli(program, process.argv.slice(2)).then((code) => {
  process.exitCode ||= code;
});
