import { metricNamespaceOf, namesOf } from '@clickstream/pipeline';
import type { InfraEnvironment } from './environment';
import { QUERIES } from './queries';

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
  /** By query. */
  readonly tables: Readonly<Record<string, Prefix>>;
  /** The data files of the raw table, without the metadata that Iceberg itself expires. */
  readonly rawData: Prefix;
  readonly metricNamespace: string;
}

export function resourcesOf(pipeline: string, environment: InfraEnvironment): PipelineResources {
  const { snake } = namesOf(pipeline);
  const { lake, kafkaClusterArn: clusterArn } = environment;
  const glue = `arn:aws:glue:${environment.region}:${environment.account}`;
  const kafka = (kind: string, name: string) => `${clusterArn.replace(':cluster/', `:${kind}/`)}/${name}`;
  return {
    clusterArn,
    topicArn: kafka('topic', pipeline),
    // No pipeline has a dot in its name, so the groups of `orders` are never those of `orders-eu`.
    groupsArn: kafka('group', `${pipeline}.*`),
    catalogArn: `${glue}:catalog`,
    databaseArn: `${glue}:database/${lake.database}`,
    tableArns: QUERIES.map(({ name }) => `${glue}:table/${lake.database}/${name}_${snake}`),
    artifacts: below(environment.artifacts, 'spark', pipeline),
    checkpoints: below(environment.checkpoints, `job=${pipeline}`),
    tables: Object.fromEntries(QUERIES.map(({ name }) => [name, below(lake.location, `${name}_${snake}`)])),
    rawData: below(lake.location, `raw_${snake}`, 'data'),
    metricNamespace: metricNamespaceOf(pipeline, environment.name),
  };
}

export const uriOf = ({ bucket, path }: Prefix): string => `s3://${bucket}/${path}`;

export const bucketArn = ({ bucket }: Prefix): string => `arn:aws:s3:::${bucket}`;

/** All objects in the folder. */
export const objectsArn = ({ bucket, path }: Prefix): string => `arn:aws:s3:::${bucket}/${path}*`;

function below(root: string, ...folders: string[]): Prefix {
  const [bucket = '', ...path] = root.replace('s3://', '').split('/');
  return { bucket, path: [...path, ...folders, ''].join('/') };
}
