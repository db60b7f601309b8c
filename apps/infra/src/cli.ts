import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ENVIRONMENTS, findWorkspace } from '@clickstream/config';
import { isEmulated } from '@clickstream/infra-kit';
import { withAccount } from './account';
import { adoptStack, requireAdoptable } from './adopt';
import { approveAll, askPerson, type Approve } from './approve';
import { deployStacks } from './deploy';
import { destroyStacks } from './destroy';
import { readEnvironment } from './environment';
import type { Selection } from './order';
import { orderOf } from './order-status';
import { planStacks } from './plan';
import { renderAdopted, renderDeployed, renderDestroyed, renderOrder, renderPlanned } from './render';
import { synthesise, withSession, type Session } from './session';
import { createStateBucket } from './state-bucket';

interface Common extends Selection {
  readonly env: string;
  readonly json?: boolean;
}

const HELP = `
Stacks: iam, storage, cicd, msk, emr, snowflake, then one for each pipeline. None is applied before those it comes after.

Examples:
  nx run infra:deploy                              all AWS stacks into an emulated account, and a second plan
  nx run infra:bootstrap --env dev                 once for an account: the bucket of the state
  nx run infra:plan --env dev --save plans         what would change, for somebody to read
  nx run infra:deploy --env dev --approve plans    apply what was read
  nx run infra:deploy --env dev --pipeline orders  one pipeline; shows, asks, applies

Exit codes: 0 done, 1 failed (run it again: it goes on where it was), 2 refused or wrong usage, 130 stopped by Ctrl-C.
\`nx run\` turns each of them but 0 into 1; the line that names the error tells them apart.`;

/** The command line of the infrastructure. @param stop Fires when the person asks to stop. */
export function infraCli(stop: AbortSignal): Command {
  const program = new Command('infra').description(
    'Infrastructure of an environment, in the order of the contract.',
  );
  program.addHelpText('after', HELP);
  addReading(program, stop);
  addChanging(program, stop);
  addAdopting(program, stop);
  return program;
}

function addReading(program: Command, stop: AbortSignal): void {
  common(program.command('order'))
    .description('the stacks in order, and which are applied')
    .action(async (options: Common) => {
      const rows = await orderOf(
        findWorkspace(),
        readEnvironment(findWorkspace(), options.env),
        process.env,
        say,
      );
      print(options, rows, renderOrder);
    });
  common(program.command('synth'))
    .description('write the Terraform of all stacks to apps/infra/cdktf.out/<env>')
    .action(async ({ env }: Common) => {
      const workspace = findWorkspace();
      const outdir = join(workspace, 'apps/infra/cdktf.out', env);
      const stacks = await synthesise(workspace, readEnvironment(workspace, env), {
        outdir,
        deleteData: false,
      });
      for (const { folder } of stacks) process.stdout.write(`${folder}/cdk.tf.json\n`);
    });
  selection(common(program.command('plan')))
    .description('show what would change; a stack is planned when those before it are applied')
    .option('--save <folder>', 'save the plans for deploy --approve')
    .action((options: Common & { save?: string }) =>
      inSession(options, stop, async (session) =>
        print(options, await planStacks(session, options, options.save), renderPlanned),
      ),
    );
}

function addChanging(program: Command, stop: AbortSignal): void {
  common(program.command('bootstrap'))
    .description('make the bucket of the state, once for an account; safe to repeat')
    .action(async ({ env }: Common) => {
      const workspace = findWorkspace();
      const environment = readEnvironment(workspace, env);
      await withAccount(environment, { workspace, say, env: process.env }, ({ s3 }) =>
        createStateBucket(s3, environment),
      );
      say(`the state of ${env} has its bucket`);
    });
  selection(common(program.command('deploy')))
    .description('apply stacks in order: shows each plan, asks, applies')
    .option('--approve <folder>', 'apply these saved plans without asking, and look at no other stack')
    .action((options: Common & { approve?: string }) =>
      inSession(options, stop, async (session, approve) =>
        print(
          options,
          await deployStacks(session, { ...options, approved: options.approve, approve }),
          renderDeployed,
        ),
      ),
    );
  selection(common(program.command('destroy')))
    .description('remove stacks, last to first; what holds data stays')
    .option('--delete-data', 'also what holds data, once its buckets are empty', false)
    .action((options: Common & { deleteData: boolean }) =>
      inSession(options, stop, async (session, approve) =>
        print(options, await destroyStacks(session, { ...options, approve }), renderDestroyed),
      ),
    );
}

function addAdopting(program: Command, stop: AbortSignal): void {
  common(program.command('adopt'))
    .description(
      'note that the stack snowflake was made by hand, with the SQL of the loader; looks at nothing',
    )
    .requiredOption('--stack <name>', 'the stack: snowflake')
    .option('--yes', 'do not ask')
    .action(async (options: Common & { stack: string; yes?: boolean }) => {
      requireAdoptable(options.stack, options.env);
      const approve = options.yes ? approveAll : askPerson(stop, 'say --yes when it was');
      await inSession(options, stop, async (session) =>
        print(options, await adoptStack(session, options.stack, approve), renderAdopted),
      );
    });
}

async function inSession(
  options: Common & { readonly deleteData?: boolean },
  signal: AbortSignal,
  work: (session: Session, approve: Approve) => Promise<void>,
): Promise<void> {
  const workspace = findWorkspace();
  const environment = readEnvironment(workspace, options.env);
  const approve = isEmulated(environment) ? approveAll : askPerson(signal);
  const deleteData = options.deleteData ?? false;
  await withSession({ workspace, environment, deleteData, env: process.env, signal, say }, (session) =>
    work(session, approve),
  );
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function print<T>({ json }: Common, document: T, render: (document: T) => string): void {
  process.stdout.write(`${json ? JSON.stringify(document, null, 2) : render(document)}\n`);
}

function common(command: Command): Command {
  return command
    .addOption(
      new Option('--env <name>', 'environment; local is emulated')
        .choices([...ENVIRONMENTS])
        .default('local'),
    )
    .option('--json', 'print one JSON document for machines');
}

function selection(command: Command): Command {
  return command
    .addOption(new Option('--stack <name>', 'only this stack').conflicts('pipeline'))
    .option('--pipeline <name>', 'only the stack of this pipeline');
}
