import { externalGrantsOf, grantsOf, snowflakeAccount } from '@clickstream/snowflake-account';
import { boundaryPolicy } from '../access/boundary';
import { ciRoles, platformRoles } from '../access/roles';
import { namesIn } from '../names';
import { sampleEnvironment } from '../sample';
import { idsOf, policyOf, resourceOf, synthesisedAll, type Synthesised } from '../testing/synthesised';

const stacks = synthesisedAll();
const names = namesIn(sampleEnvironment);
const { iam, storage, cicd, msk, emr, snowflake } = stacks;

const all = (stack: Synthesised, type: string) => Object.entries(stack.resource[type] ?? {});
const json = (value: unknown) => JSON.parse(String(value)) as Record<string, unknown>;

describe('every stack', () => {
  // Terraform destroys and makes again what changes its id: a change here is a migration.
  it.each(Object.entries(stacks))('%s keeps the ids of its resources', (_, stack) => {
    expect(idsOf(stack).sort()).toMatchSnapshot();
  });

  it.each(Object.entries(stacks))('%s keeps its state in S3, encrypted and locked', (name, { terraform }) => {
    expect(terraform.backend['s3']).toMatchObject({
      bucket: 'clickstream-state-prod',
      key: `terraform/${name}.tfstate`,
      encrypt: true,
      use_lockfile: true,
    });
  });

  it('gives no emulator’s settings to an account', () => {
    for (const { provider } of Object.values(stacks))
      for (const settings of provider['aws'] ?? [])
        expect(Object.keys(settings)).not.toContain('s3_use_path_style');
  });

  it('protects what holds data, until a person wants it gone', () => {
    const kept = (of: typeof stacks) =>
      Object.values(of).flatMap((stack) =>
        Object.entries(stack.resource).flatMap(([type, byId]) =>
          Object.entries(byId)
            .filter(([, { lifecycle }]) => (lifecycle as { prevent_destroy?: boolean })?.prevent_destroy)
            .map(([id]) => `${type}.${id}`),
        ),
      );
    expect(kept(stacks).sort()).toEqual([
      'aws_glue_catalog_database.database',
      'aws_kms_key.key',
      'aws_msk_cluster.cluster',
      'aws_s3_bucket.artifacts',
      'aws_s3_bucket.checkpoints',
      'aws_s3_bucket.curated',
      'aws_s3_bucket.logs',
      'aws_s3_bucket.raw',
      'snowflake_database.database',
      'snowflake_schema.lake-schema',
      'snowflake_schema.loader-schema',
      'snowflake_schema.schema-orders',
    ]);
    expect(kept(synthesisedAll(sampleEnvironment, true))).toEqual([]);
  });
});

describe('iam', () => {
  it('gives each role the policy that its table is about', () => {
    for (const { name, access } of [...platformRoles(sampleEnvironment), ...ciRoles(sampleEnvironment)])
      expect(policyOf(iam, `${name}-policy`)).toEqual(access);
    expect(policyOf(iam, 'boundary-policy')).toEqual(boundaryPolicy(sampleEnvironment));
  });

  it('names nothing that a later stack makes', () => {
    expect(JSON.stringify(iam)).not.toContain('terraform_remote_state');
  });

  it('lets no role but those that make infrastructure go beyond the boundary', () => {
    const free = [...all(iam, 'aws_iam_role'), ...all(cicd, 'aws_iam_role')].filter(
      ([, role]) => role['permissions_boundary'] !== names.policyArn('boundary'),
    );
    expect(free.map(([id]) => id).sort()).toEqual(['ci-deploy-role', 'ci-plan-role', 'emr-service-role']);
  });

  it('has no role for Snowflake before its user is known, and no other may take it on then', () => {
    const early = synthesisedAll({ ...sampleEnvironment, snowflake: { account: 'acme-prod' } }).iam;
    expect(early.resource['aws_iam_role']).not.toHaveProperty('snowflake-reader-role');
    const trust = json(resourceOf(iam, 'aws_iam_role', 'snowflake-reader-role')['assume_role_policy']);
    expect(trust['Statement']).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::999999999999:user/snowflake' },
        Action: ['sts:AssumeRole'],
        Condition: { StringEquals: { 'sts:ExternalId': ['clickstream-prod-123456789012'] } },
      },
    ]);
  });

  it.each(['submitter-role', 'topics-role'])(
    'lets people with a second factor, operators and approved workflows be %s',
    (id) => {
      const trust = json(resourceOf(iam, 'aws_iam_role', id)['assume_role_policy']);
      const statements = trust['Statement'] as { Condition: object }[];
      expect(statements.map(({ Condition }) => Condition)).toEqual([
        { Bool: { 'aws:MultiFactorAuthPresent': ['true'] } },
        { ArnLike: { 'aws:PrincipalArn': [names.roleArn('ci-execute'), ...OPERATORS] } },
      ]);
    },
  );

  it('lets nobody from Identity Center in where no permission set is named', () => {
    const environment = { ...sampleEnvironment, operators: undefined };
    const { iam: without } = synthesisedAll(environment);
    const trust = json(resourceOf(without, 'aws_iam_role', 'submitter-role')['assume_role_policy']);
    expect(JSON.stringify(trust)).not.toContain('sso.amazonaws.com');
  });
});

const OPERATORS = ['', '*/'].map(
  (region) =>
    `arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/${region}AWSReservedSSO_ClickstreamOperators_????????????????`,
);

describe('storage', () => {
  const buckets = ['raw', 'curated', 'checkpoints', 'artifacts', 'logs'];
  const settings = (bucket: string, what: string) => resourceOf(storage, `aws_s3_bucket_${what}`, bucket);

  it.each(buckets)('keeps %s private, and speaks TLS only', (bucket) => {
    expect(settings(`${bucket}-privacy`, 'public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(json(settings(`${bucket}-policy`, 'policy')['policy'])['Statement']).toContainEqual({
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: [`arn:aws:s3:::clickstream-${bucket}-prod`, `arn:aws:s3:::clickstream-${bucket}-prod/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it.each(buckets.filter((bucket) => bucket !== 'logs'))(
    'encrypts %s with the key of the environment',
    (bucket) => {
      expect(settings(`${bucket}-encryption`, 'server_side_encryption_configuration')['rule']).toEqual([
        {
          apply_server_side_encryption_by_default: {
            kms_master_key_id: '${aws_kms_key.key.arn}',
            sse_algorithm: 'aws:kms',
          },
          bucket_key_enabled: true,
        },
      ]);
    },
  );

  it('turns the key every year', () => {
    expect(resourceOf(storage, 'aws_kms_key', 'key')).toMatchObject({ enable_key_rotation: true });
  });

  it('lets nothing age in the checkpoints', () => {
    expect(all(storage, 'aws_s3_bucket_lifecycle_configuration').map(([id]) => id)).toEqual([
      'logs-lifecycle',
      'raw-lifecycle',
      'curated-lifecycle',
      'artifacts-lifecycle',
    ]);
  });

  it('lets no current object age in raw, curated and artifacts', () => {
    for (const bucket of ['raw', 'curated', 'artifacts']) {
      const rules = settings(`${bucket}-lifecycle`, 'lifecycle_configuration')['rule'] as object[];
      for (const rule of rules) expect(Object.keys(rule)).not.toContain('expiration');
    }
  });

  it('locks raw for as long as the environment says, and not where it does not', () => {
    expect(settings('raw-lock', 'object_lock_configuration')).toMatchObject({
      rule: { default_retention: { mode: 'COMPLIANCE', days: 30 } },
    });
    const unlocked = { ...sampleEnvironment, rawLockDays: undefined };
    expect(synthesisedAll(unlocked).storage.resource).not.toHaveProperty(
      'aws_s3_bucket_object_lock_configuration',
    );
  });

  it('refuses everybody to delete a raw data file', () => {
    expect(json(settings('raw-policy', 'policy')['policy'])['Statement']).toContainEqual({
      Sid: 'KeepRawData',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      Resource: ['arn:aws:s3:::clickstream-raw-prod/*/data/*'],
    });
  });
});

describe('cicd', () => {
  it.each(all(cicd, 'aws_ecr_repository'))(
    'gives a tag of %s to one image for ever, scanned and encrypted',
    (_, repository) => {
      expect(repository).toMatchObject({
        image_tag_mutability: 'IMMUTABLE',
        image_scanning_configuration: { scan_on_push: true },
        encryption_configuration: [{ encryption_type: 'KMS' }],
      });
    },
  );

  it.each([
    ['ci-publish-role', 'prod'],
    ['ci-execute-role', 'prod-execute'],
    ['ci-plan-role', 'prod-plan'],
    ['ci-deploy-role', 'prod-infra'],
  ])('binds %s to the repository and its GitHub environment %s', (id, environment) => {
    const trust = json(resourceOf(cicd, 'aws_iam_role', id)['assume_role_policy']);
    expect(trust['Statement']).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: names.oidcProviderArn },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': ['sts.amazonaws.com'],
            'token.actions.githubusercontent.com:sub': [
              `repo:acme/clickstream-platform:environment:${environment}`,
            ],
          },
        },
      },
    ]);
  });
});

describe('msk', () => {
  const cluster = resourceOf(msk, 'aws_msk_cluster', 'cluster');

  it('acknowledges a record when two of three zones have it, and never elects a leader that lags', () => {
    expect(cluster).toMatchObject({ number_of_broker_nodes: 3 });
    expect((cluster['broker_node_group_info'] as { client_subnets: string[] }).client_subnets).toEqual(
      ['a', 'b', 'c'].map((zone) => `\${aws_subnet.subnet-${zone}.id}`),
    );
    expect(
      String(resourceOf(msk, 'aws_msk_configuration', 'configuration')['server_properties']).split('\n'),
    ).toEqual(
      expect.arrayContaining([
        'default.replication.factor=3',
        'min.insync.replicas=2',
        'unclean.leader.election.enable=false',
        'auto.create.topics.enable=false',
        'log.message.timestamp.type=LogAppendTime',
      ]),
    );
  });

  it('knows its clients by IAM, over TLS, and encrypts its disks', () => {
    expect(cluster).toMatchObject({
      client_authentication: { sasl: { iam: true }, unauthenticated: false },
      encryption_info: { encryption_in_transit: { client_broker: 'TLS', in_cluster: true } },
    });
    expect(JSON.stringify(cluster['encryption_info'])).toContain('encryption_at_rest_kms_key_arn');
  });

  it('has no way in from, and none out to, the internet', () => {
    for (const type of ['aws_internet_gateway', 'aws_nat_gateway', 'aws_route', 'aws_eip'])
      expect(msk.resource).not.toHaveProperty(type);
    for (const [, subnet] of all(msk, 'aws_subnet'))
      expect(subnet['map_public_ip_on_launch']).toBeUndefined();
  });

  it('lets its disks grow, and never asks for a smaller one again', () => {
    expect(resourceOf(msk, 'aws_appautoscaling_target', 'storage-target')).toMatchObject({
      max_capacity: 2_000,
    });
    expect(cluster['lifecycle']).toMatchObject({
      ignore_changes: ['broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size'],
    });
  });
});

describe('emr', () => {
  const cluster = resourceOf(emr, 'aws_emr_cluster', 'cluster');

  it('runs the release whose Spark, Iceberg, Python and Java the local platform has too', () => {
    expect(cluster).toMatchObject({ release_label: 'emr-spark-8.1.0', applications: ['Spark'] });
  });

  it('encrypts on S3, on disk and between nodes, and runs a step as the role of its pipeline', () => {
    const configuration = json(
      // The key is taken from stack storage.
      String(resourceOf(emr, 'aws_emr_security_configuration', 'security')['configuration']).replace(
        /"\$\{[^}]*\}"/g,
        '"key"',
      ),
    );
    expect(configuration).toMatchObject({
      EncryptionConfiguration: { EnableAtRestEncryption: true, EnableInTransitEncryption: true },
      AuthorizationConfiguration: { IAMConfiguration: { EnableApplicationScopedIAMRole: true } },
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2 },
    });
  });

  it('survives the loss of a primary where the environment wants it, and cannot be stopped by a slip', () => {
    expect(cluster).toMatchObject({
      master_instance_group: { instance_count: 3 },
      termination_protection: true,
    });
  });
});

it.each([...all(msk, 'aws_cloudwatch_metric_alarm'), ...all(emr, 'aws_cloudwatch_metric_alarm')])(
  'alarm %s rings when its metric is missing, and reaches a person',
  (_, alarm) => {
    expect(alarm).toMatchObject({ treat_missing_data: 'breaching' });
    expect(alarm['alarm_actions']).toHaveLength(1);
  },
);

describe('snowflake', () => {
  const account = snowflakeAccount('prod');

  it('grants what the description of the account says, and no more', () => {
    const expected = [...grantsOf(account, ['orders']), ...externalGrantsOf(account)];
    const made = all(snowflake, 'snowflake_grant_privileges_to_account_role').map(([, grant]) => grant);
    expect(made.map((grant) => [grant['account_role_name'], grant['privileges']])).toEqual(
      expected.map(({ role, privileges }) => [role, privileges]),
    );
    for (const grant of made) expect(grant).not.toHaveProperty('with_grant_option');
  });

  it('suspends its warehouses, and ends costs that run away', () => {
    for (const [, warehouse] of all(snowflake, 'snowflake_warehouse')) {
      expect(warehouse['auto_suspend']).toBeLessThanOrEqual(120);
      expect(warehouse['resource_monitor']).toBeDefined();
    }
    expect(resourceOf(snowflake, 'snowflake_resource_monitor', 'credits')).toMatchObject({
      suspend_trigger: 100,
    });
  });

  it('lets the loader in by a key pair only, and keeps the key out of the state', () => {
    const user = resourceOf(snowflake, 'snowflake_service_user', 'loader-user');
    expect(user).not.toHaveProperty('rsa_public_key');
    expect(JSON.stringify(snowflake.provider)).not.toMatch(/password|private_key/);
  });

  it('lets Snowflake read the curated layer, and nothing else', () => {
    expect(resourceOf(snowflake, 'snowflake_storage_integration', 'lake-integration')).toMatchObject({
      storage_allowed_locations: ['s3://clickstream-curated-prod/'],
      storage_aws_role_arn: names.roleArn('snowflake-reader'),
      storage_aws_external_id: 'clickstream-prod-123456789012',
    });
    const role = names.roleArn('snowflake-reader');
    expect(resourceOf(snowflake, 'snowflake_execute', 'lake-volume')['execute']).toContain(
      `STORAGE_BASE_URL = 's3://clickstream-curated-prod/'
    STORAGE_AWS_ROLE_ARN = '${role}' STORAGE_AWS_EXTERNAL_ID = 'clickstream-prod-123456789012'`,
    );
    expect(resourceOf(snowflake, 'snowflake_execute', 'lake-catalog')['execute']).toContain(
      `SIGV4_EXTERNAL_ID = 'clickstream-prod-123456789012'`,
    );
  });

  it('gives every pipeline a schema of managed access', () => {
    expect(resourceOf(snowflake, 'snowflake_schema', 'schema-orders')).toMatchObject({
      name: 'ORDERS',
      with_managed_access: 'true',
    });
  });
});
