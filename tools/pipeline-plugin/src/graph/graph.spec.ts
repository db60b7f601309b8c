import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CreateNodesContext, ProjectConfiguration } from '@nx/devkit';
import { createNodes, createDependencies } from '../index';
import { edgesOf } from './dependencies';
import { projectsReached } from './python-imports';

let workspaceRoot: string;
beforeEach(() => (workspaceRoot = mkdtempSync(join(tmpdir(), 'graph-'))));
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function write(path: string, text = ''): void {
  mkdirSync(join(workspaceRoot, dirname(path)), { recursive: true });
  writeFileSync(join(workspaceRoot, path), text);
}

async function infer(...manifests: string[]): Promise<Record<string, ProjectConfiguration>> {
  const [, create] = createNodes;
  const results = await create(manifests, undefined, {
    workspaceRoot,
    nxJsonConfiguration: {},
  } as CreateNodesContext);
  const found = results.flatMap(([, { projects }]) => Object.entries(projects ?? {}));
  return Object.fromEntries(found.map(([root, project]) => [project.name ?? '', { root, ...project }]));
}

const MANIFEST = 'libs/pipelines/web-shop/pipeline.json';

describe('the projects of a manifest', () => {
  it('are its contracts and its Spark job, with targets that carry no copies', async () => {
    write('spark/pipelines/web-shop/job.py');
    const projects = await infer(MANIFEST);
    expect(
      Object.values(projects).map(({ name, root, tags, targets }) => [
        name,
        root,
        tags,
        Object.keys(targets ?? {}),
      ]),
    ).toEqual([
      [
        'pipeline-web-shop',
        'libs/pipelines/web-shop',
        ['type:pipeline', 'scope:pipeline', 'pipeline:web-shop'],
        ['lint', 'typecheck', 'test', 'schema-compile', 'schema-check', 'schema-publish', 'validate', 'demo'],
      ],
      [
        'spark-web-shop',
        'spark/pipelines/web-shop',
        ['type:pipeline', 'scope:pipeline', 'lang:python', 'pipeline:web-shop'],
        ['lint', 'typecheck', 'test', 'bundle', 'upload', 'prepare'],
      ],
    ]);
    expect(projects['spark-web-shop']?.targets).toMatchObject({ lint: {}, typecheck: {}, test: {} });
  });

  it('are there although the manifest is wrong: that fails its own tests only', async () => {
    write(MANIFEST, 'no JSON');
    expect(Object.keys(await infer(MANIFEST))).toEqual(['pipeline-web-shop']);
  });
});

describe('edges', () => {
  const projects = Object.fromEntries(
    [
      ['pipeline-orders', ['pipeline:orders']],
      ['spark-orders', ['lang:python', 'pipeline:orders']],
      ['pipeline-web-shop', ['pipeline:web-shop']],
      ['spark-web-shop', ['lang:python', 'pipeline:web-shop']],
      ['spark-platform', ['lang:python']],
      ['infra', []],
    ].map(([name, tags]) => [name as string, { root: name, tags } as ProjectConfiguration]),
  );

  it('go from a job to its contracts and the library, and from the infrastructure to every pipeline', () => {
    expect(edgesOf(projects).map(({ source, target }) => `${source} -> ${target}`)).toEqual([
      'spark-orders -> pipeline-orders',
      'spark-orders -> spark-platform',
      'infra -> pipeline-orders',
      'spark-web-shop -> pipeline-web-shop',
      'spark-web-shop -> spark-platform',
      'infra -> pipeline-web-shop',
    ]);
  });

  it('leave out what the workspace does not have', () => {
    expect(edgesOf({ 'pipeline-orders': projects['pipeline-orders'] as ProjectConfiguration })).toEqual([]);
  });

  it('show a Python file that reaches into another pipeline, so that the boundary test can refuse it', async () => {
    const file = 'spark/pipelines/orders/job.py';
    write(file, 'from spark.pipelines.web_shop.job import secret\n');
    const edges = await createDependencies(undefined, {
      projects,
      workspaceRoot,
      filesToProcess: { projectFileMap: { 'spark-orders': [{ file, hash: '' }] }, nonProjectFiles: [] },
      externalNodes: {},
      fileMap: { projectFileMap: {}, nonProjectFiles: [] },
      nxJsonConfiguration: {},
    });
    expect(edges).toContainEqual({
      source: 'spark-orders',
      target: 'spark-web-shop',
      sourceFile: file,
      type: 'static',
    });
  });
});

it.each([
  ['from spark.pipelines.web_shop.job import main', ['spark-web-shop']],
  ['import pipelines.orders.job', ['spark-orders']],
  ['open("libs/pipelines/web-shop/derived/contract.json")', ['pipeline-web-shop']],
  ['from clickstream_spark.job import main\nmain("orders")', []],
  ['WORKSPACE / "libs" / "pipelines"', []],
])('a Python file with %j reaches into %j', (python, reached) => {
  expect(projectsReached(python, ['orders', 'web-shop'])).toEqual(reached);
});
