import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where Spark finds tables and files; region `us-east-1`, warehouse `s3://lake`, as the local platform has them. */
export interface LakeEndpoints {
  /** URL of the S3 API. */
  readonly s3: string;
  /** URL of the Iceberg REST catalog. */
  readonly catalog: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** One Spark, fed with statements: what writes the lake here is what writes it in production. */
export interface SparkSql {
  /** Runs one statement. @throws Error with what Spark said. */
  run(statement: string): Promise<void>;
  stop(): Promise<void>;
}

function catalogConf(store: LakeEndpoints): string[] {
  const options = {
    type: 'rest',
    uri: store.catalog,
    warehouse: 's3://lake',
    'rest.auth.type': 'sigv4',
    'rest.signing-name': 's3tables',
    'rest.signing-region': 'us-east-1',
    'io-impl': 'org.apache.iceberg.aws.s3.S3FileIO',
    's3.endpoint': store.s3,
    's3.path-style-access': 'true',
    'client.region': 'us-east-1',
  };
  const catalog = 'spark.sql.catalog.lake';
  return [
    `${catalog}=org.apache.iceberg.spark.SparkCatalog`,
    ...Object.entries(options).map(([key, value]) => `${catalog}.${key}=${value}`),
    'spark.sql.catalogImplementation=in-memory',
    'spark.sql.session.timeZone=UTC',
    'spark.sql.shuffle.partitions=2',
    'spark.ui.enabled=false',
  ];
}

export function startSparkSql(workspace: string, folder: string, store: LakeEndpoints): SparkSql {
  const bin = join(workspace, '.venv', 'bin');
  const child = spawn(
    join(bin, 'spark-sql'),
    [
      ...['--master', 'local[2]', '--driver-memory', '1g'],
      ...['--driver-class-path', join(workspace, '.platform/jars/spark/*')],
      ...catalogConf(store).flatMap((conf) => ['--conf', conf]),
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        PATH: `${bin}:${process.env['PATH']}`,
        AWS_ACCESS_KEY_ID: store.accessKeyId,
        AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
      },
    },
  );
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  let count = 0;
  return {
    async run(statement) {
      complaints = '';
      const mark = `done-${(count += 1)}`;
      child.stdin.write(`${statement.replace(/\s+/g, ' ')};\nSELECT '${mark}';\n`);
      for (let line = await lines.next(); line.value !== mark; line = await lines.next())
        if (line.done) throw new Error(`Spark ended: ${complaints}`);
      // Spark's own errors begin with their class in brackets, Java's with the exception.
      const error = /^(\[[A-Z_.]+\]|Error in query|\S+Exception:).*$/m.exec(complaints);
      if (error) throw new Error(`${error[0]} in: ${statement}`);
    },
    async stop() {
      child.stdin.end();
      child.kill('SIGKILL');
      await ended;
    },
  };
}
