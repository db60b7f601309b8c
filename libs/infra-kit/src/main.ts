import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { runCli } from '@clickstream/cli';
import { pipelineStack } from '@clickstream/infra-order';
import { findPipeline } from '@clickstream/pipeline';
import { loadPipelineStack } from './load';
import type { PipelineStack } from './pipeline-stack';
import { sampleEnvironment } from './sample';
import { synthEnvironment } from './synth';
import { findMirror } from './terraform/mirror';
import { validateStack } from './terraform/validate';

async function validate(stack: PipelineStack): Promise<void> {
  const mirror = findMirror({ chosen: process.env['TF_PLUGIN_MIRROR'], root: '/', home: homedir() });
  process.stderr.write(`providers come from ${mirror ?? 'their registry: no mirror was found'}\n`);
  const outdir = mkdtempSync(join(tmpdir(), 'clickstream-validate-'));
  try {
    const name = pipelineStack(stack.pipeline);
    const written = synthEnvironment(sampleEnvironment, [stack], { outdir, deleteData: false });
    for (const { folder } of written.filter((one) => one.name === name)) await validateStack(folder, mirror);
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
