import { readFileSync } from 'node:fs';
import { findWorkspace, loadConfig } from '@clickstream/config';
import { PlatformError, messageOf } from '@clickstream/errors';
import { discoverPipelines, findPipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import { snowflakeAccount } from '@clickstream/snowflake-account';
import {
  externalSections,
  publicKeyBody,
  recoveryStatements,
  refreshQueries,
  scriptOf,
  setupSections,
  type ExternalInput,
  type Section,
} from '@clickstream/warehouse';
import type { Script } from './outputs';
import { planOf } from './target';

interface Place {
  readonly env: string;
  readonly json?: boolean;
  /** `s3://bucket` or `s3://bucket/prefix`. */
  readonly lake: string;
  readonly awsRole: string;
}

export interface SetupOptions extends Place {
  readonly publicKey?: string;
  readonly secondPublicKey?: string;
}

/** Prints what an empty account needs; asks no server. */
export function setupCommand(options: SetupOptions): void {
  const workspace = findWorkspace();
  const key = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : publicKeyBody(contentOf(file), file);
  const sections = setupSections(snowflakeAccount(options.env), {
    pipelines: discoverPipelines(workspace).map(({ manifest }) => manifest.name),
    lakeLocation: options.lake,
    awsRoleArn: options.awsRole,
    publicKeys: { first: key(options.publicKey), second: key(options.secondPublicKey) },
  });
  print(options, sections);
}

export const EXTERNAL_PARTS = ['create', 'watch', 'recover'] as const;

export interface ExternalOptions extends Place {
  readonly pipeline: string;
}

/** Prints how a pipeline is served without loading it; asks no server. */
export function externalCommand(part: (typeof EXTERNAL_PARTS)[number], options: ExternalOptions): void {
  const account = snowflakeAccount(options.env);
  const input = externalInput(options);
  switch (part) {
    case 'create':
      return print(options, externalSections(account, input));
    case 'watch':
      return print(options, [
        {
          purpose: 'Each table: does it follow the lake?',
          statements: refreshQueries(account, input.tables),
        },
      ]);
    case 'recover':
      return print(
        options,
        input.tables.map((table) => ({
          purpose: `${table.source}: when its refresh is STOPPED and the reason is mended`,
          statements: recoveryStatements(account, table),
        })),
      );
  }
}

function externalInput({ env, pipeline, lake, awsRole }: ExternalOptions): ExternalInput {
  const workspace = findWorkspace();
  const config = loadConfig({ environment: env, workspace });
  const { schema, targets } = planOf(readCompiledContract(findPipeline(workspace, pipeline).contractFile));
  const { catalogUri, warehouse, namespace } = config.lake;
  return {
    pipeline: schema,
    tables: targets,
    lakeLocation: lake,
    awsRoleArn: awsRole,
    catalog: { uri: catalogUri, name: warehouse, namespace, region: config.s3.region },
  };
}

function print({ json }: Place, sections: readonly Section[]): void {
  const script: Script = {
    sections: sections.map(({ purpose, statements }) => ({ purpose, statements: [...statements] })),
  };
  process.stdout.write(`${json ? JSON.stringify(script, null, 2) : scriptOf(sections)}\n`);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new PlatformError({
      code: 'PUBLIC_KEY_UNUSABLE',
      message: messageOf(error),
      where: file,
      next: 'pass the file of a public key',
      exitCode: 2,
      cause: error,
    });
  }
}
