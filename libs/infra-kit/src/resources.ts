import { metricNamespaceOf } from '@clickstream/pipeline';
import type { InfraEnvironment } from './environment';
import { namesIn, type Bucket } from './names';
import { curatedTables, rawTable } from './tables';

/** A folder in S3. */
export interface Prefix {
  readonly bucket: string;
  /** Ends in a slash, so that it never takes in a neighbour whose name only begins the same. */
  readonly path: string;
}

/** Everything in AWS that belongs to one pipeline in one environment, by name. */
export interface PipelineResources {
  readonly clusterArn: string;
  readonly topicArn: string;
  readonly groupsArn: string;
  readonly catalogArn: string;
  readonly databaseArn: string;
  readonly tableArns: readonly string[];
  readonly artifacts: Prefix;
  readonly checkpoints: Prefix;
  readonly raw: Prefix;
  /** By table. */
  readonly curated: Readonly<Record<string, Prefix>>;
  /** The data files of the raw table, without the metadata that Iceberg itself expires. */
  readonly rawData: Prefix;
  readonly metricNamespace: string;
}

export function resourcesOf(pipeline: string, environment: InfraEnvironment): PipelineResources {
  const names = namesIn(environment);
  const folder = (bucket: Bucket, ...folders: string[]): Prefix => ({
    bucket: names.bucket(bucket),
    path: [...folders, ''].join('/'),
  });
  const curated = curatedTables(pipeline);
  const raw = rawTable(pipeline);
  return {
    clusterArn: names.kafkaArn('cluster'),
    topicArn: names.kafkaArn('topic', pipeline),
    // No pipeline has a dot in its name, so the groups of `orders` are never those of `orders-eu`.
    groupsArn: names.kafkaArn('group', `${pipeline}.*`),
    catalogArn: names.glueArn('catalog'),
    databaseArn: names.glueArn('database', 'clickstream'),
    tableArns: [raw, ...curated].map((table) => names.glueArn('table', table)),
    artifacts: folder('artifacts', 'spark', pipeline),
    checkpoints: folder('checkpoints', 'spark', `job=${pipeline}`),
    raw: folder('raw', raw),
    curated: Object.fromEntries(curated.map((table) => [table, folder('curated', table)])),
    rawData: folder('raw', raw, 'data'),
    metricNamespace: metricNamespaceOf(pipeline, environment.name),
  };
}

export const uriOf = ({ bucket, path }: Prefix): string => `s3://${bucket}/${path}`;

export const bucketArn = ({ bucket }: Prefix): string => `arn:aws:s3:::${bucket}`;

/** All objects in the folder. */
export const objectsArn = ({ bucket, path }: Prefix): string => `arn:aws:s3:::${bucket}/${path}*`;
