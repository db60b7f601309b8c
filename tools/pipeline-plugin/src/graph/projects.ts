import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  createNodesFromFiles,
  type CreateNodes,
  type ProjectConfiguration,
  type TargetConfiguration,
} from '@nx/devkit';
import { MANIFESTS, layoutOf, nameFromPath, type PipelineLayout } from './layout';

/**
 * Makes two projects of every manifest: the contracts and, where there is one, the Spark job. Their targets come from
 * here and from the defaults in nx.json, so no pipeline carries copies of them.
 *
 * Reads nothing but the path: a manifest with a mistake fails the tests of its pipeline, not every command of Nx.
 */
export const createNodes: CreateNodes = [
  MANIFESTS,
  (manifests, options, context) =>
    createNodesFromFiles(
      (manifest) => ({ projects: projectsOf(layoutOf(nameFromPath(manifest)), context.workspaceRoot) }),
      manifests,
      options,
      context,
    ),
];

type Project = Omit<ProjectConfiguration, 'root'>;

function projectsOf(layout: PipelineLayout, workspace: string): Record<string, Project> {
  return {
    [layout.contracts]: contractsProject(layout),
    ...(existsSync(join(workspace, layout.spark)) && { [layout.spark]: sparkProject(layout) }),
  };
}

function contractsProject({ name, project, contracts, catalog }: PipelineLayout): Project {
  return {
    name: project,
    projectType: 'library',
    sourceRoot: `${contracts}/src`,
    // Its page of the catalog is derived from the contracts too, though it lies among the docs.
    namedInputs: { default: ['{projectRoot}/**/*', `{workspaceRoot}/${catalog}`, 'sharedGlobals'] },
    tags: ['type:pipeline', 'scope:pipeline', `pipeline:${name}`],
    targets: {
      lint: {},
      typecheck: {},
      test: {},
      'schema-compile': schema('compile', name, 'Write what is derived from the events.'),
      'schema-check': schema('check', name, 'Say what a change of the events means for everybody.'),
      'schema-publish': schema('publish', name, 'Publish the changed events under their next version.'),
      validate: {
        executor: 'nx:run-commands',
        cache: true,
        inputs: [
          'default',
          '^production',
          { externalDependencies: ['cdktf', 'constructs', '@cdktf/provider-aws'] },
        ],
        metadata: { description: 'Let Terraform check the stack of this pipeline.' },
        options: typescript(`libs/infra-kit/src/main.ts validate ${name}`),
      },
      demo: {
        executor: 'nx:run-commands',
        metadata: { description: 'Run this pipeline once on real components and account for every record.' },
        options: { command: `npm run demo -- --pipeline ${name}` },
      },
    },
  };
}

function schema(command: string, pipeline: string, description: string): TargetConfiguration {
  return {
    executor: 'nx:run-commands',
    metadata: { description },
    options: typescript(`libs/schema/src/main.ts ${command} ${pipeline}`),
  };
}

/** Options of `nx:run-commands` for a program that runs from its source. */
const typescript = (program: string): TargetConfiguration['options'] => ({
  command: `node -r @swc-node/register ${program}`,
  env: { SWC_NODE_PROJECT: 'tsconfig.base.json' },
});

function sparkProject({ name, sparkProject: project, spark }: PipelineLayout): Project {
  return {
    name: project,
    projectType: 'application',
    sourceRoot: spark,
    tags: ['type:pipeline', 'scope:pipeline', 'lang:python', `pipeline:${name}`],
    targets: {
      lint: {},
      typecheck: {},
      test: {},
      bundle: submitter('bundle', name, 'Make the versioned artifact of this job.'),
      upload: submitter('upload', name, 'Upload it to an environment; changes none that is there.'),
      prepare: submitter('prepare', name, 'Write what would run in an environment, for review.'),
    },
  };
}

/** A command of the job submitter for one pipeline: what CD does for those that a commit affects. */
function submitter(command: string, pipeline: string, description: string): TargetConfiguration {
  return {
    executor: '@clickstream/pipeline-plugin:program',
    dependsOn: [{ projects: ['job-submitter'], target: 'build' }],
    metadata: { description },
    options: { program: 'dist/apps/job-submitter/main.js', command, args: ['--pipeline', pipeline] },
  };
}
