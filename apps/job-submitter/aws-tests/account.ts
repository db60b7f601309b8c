import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startAwsEmulator, type AwsEmulator } from '@clickstream/aws-emulator';
import { findWorkspace, type PlatformConfig } from '@clickstream/config';

export const REGION = 'eu-central-1';
const BUCKETS = [
  'clickstream-checkpoints-dev',
  'clickstream-artifacts-dev',
  'clickstream-logs-dev',
  'clickstream-state-dev',
];

/** An emulated AWS account with the buckets of environment dev, which every AWS SDK of this process is led to. */
export class Account {
  private constructor(
    private readonly emulator: AwsEmulator,
    readonly s3: S3Client,
    private readonly before: NodeJS.ProcessEnv,
  ) {}

  static async open(): Promise<Account> {
    const emulator = await startAwsEmulator(findWorkspace(__dirname));
    const before = { ...process.env };
    Object.assign(process.env, emulator.env);
    const s3 = new S3Client({ region: REGION, endpoint: emulator.endpoint, forcePathStyle: true });
    const place = { CreateBucketConfiguration: { LocationConstraint: REGION } as const };
    for (const Bucket of BUCKETS) await s3.send(new CreateBucketCommand({ Bucket, ...place }));
    return new Account(emulator, s3, before);
  }

  get env(): NodeJS.ProcessEnv {
    return { ...this.emulator.env, PLATFORM_S3_ENDPOINT: this.emulator.endpoint };
  }

  get config(): Pick<PlatformConfig, 's3'> {
    return { s3: { region: REGION, endpoint: this.emulator.endpoint } };
  }

  /** Puts a log where AWS would put it. */
  async writeLog(Key: string, lines: readonly string[]): Promise<void> {
    const Body = gzipSync(`${lines.join('\n')}\n`);
    await this.s3.send(new PutObjectCommand({ Bucket: 'clickstream-logs-dev', Key, Body }));
  }

  async close(): Promise<void> {
    this.s3.destroy();
    await this.emulator.stop();
    for (const name of Object.keys(this.emulator.env)) {
      const value = this.before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
