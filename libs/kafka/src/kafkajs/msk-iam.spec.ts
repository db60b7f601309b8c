import { mskIam } from './msk-iam';

const BROKER = 'b-1.clickstream.a1b2c3.c4.kafka.eu-central-1.amazonaws.com:9098';

describe('logging in to MSK by role', () => {
  const before = { ...process.env };
  beforeAll(() =>
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'hunter2' }),
  );
  afterAll(() => {
    process.env = before;
  });

  it('signs a token for the region of the cluster, which does not hold the secret key', async () => {
    const options = mskIam(['b-2.other.example:9098', BROKER]);
    if (options.mechanism !== 'oauthbearer') throw new Error(options.mechanism);

    const { value } = await options.oauthBearerProvider();

    const url = new URL(Buffer.from(value, 'base64url').toString());
    expect(url.host).toBe('kafka.eu-central-1.amazonaws.com');
    expect(url.searchParams.get('Action')).toBe('kafka-cluster:Connect');
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^AKIDEXAMPLE\/\d{8}\/eu-central-1\//);
    expect(url.href).not.toContain('hunter2');
  });

  it.each(['127.0.0.1:9092', 'b-1.kafka.eu-central-1.example.com:9098'])(
    'is refused where no broker is of MSK: %s',
    (broker) =>
      expect(() => mskIam([broker])).toThrow(
        expect.objectContaining({ code: 'KAFKA_NOT_MSK', where: 'kafka.bootstrapServers' }),
      ),
  );
});
