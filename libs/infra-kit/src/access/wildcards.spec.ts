import { sampleEnvironment } from '../sample';
import { boundaryPolicy } from './boundary';
import { pipelineRoles } from './pipeline-roles';
import { ciRoles, platformRoles } from './roles';

/** Why a statement takes in more than it names. Without a reason here there is no such statement. */
const REASONS: Readonly<Record<string, string>> = {
  'orders-spark/PublishMetrics': 'metrics have no ARN; the namespace is the limit',
  'submitter/FindCluster': 'a list of clusters has no ARN',
  'ci-publish/LogInToRegistry': 'a token of the registry has no ARN',
  'ci-deploy/ShapeBuckets':
    'S3 has some twenty settings of a bucket, each with an action; the buckets are named',
  'ci-deploy/ShapeServices':
    'network, cluster, key and log group get their ids when they are made; one region is the limit',
  'ci-deploy/KeepData': 'a ban holds for everything',
  'boundary/UseKafka': 'the most that any role may do; each role names its own actions',
  'boundary/UseCatalog': 'the most that any role may do; each role names its own actions',
  'boundary/UseKey': 'the most that any role may do; each role names its own actions',
  'boundary/UseClusters': 'the most that any role may do; each role names its own actions',
  'boundary/UseImages': 'the most that any role may do; each role names its own actions',
  'boundary/UseWhatHasNoName': 'metrics, tokens and lists have no ARN',
};

it('has a reason for every action and every resource that is not named', () => {
  const roles = [
    ...platformRoles(sampleEnvironment),
    ...ciRoles(sampleEnvironment),
    ...Object.values(pipelineRoles('orders', sampleEnvironment)),
    { name: 'boundary', access: boundaryPolicy(sampleEnvironment) },
  ];
  const wide = roles.flatMap(({ name, access }) =>
    access.Statement.filter(
      ({ Action, Resource }) => Resource.includes('*') || Action.some((action) => action.includes('*')),
    ).map(({ Sid }) => `${name}/${Sid}`),
  );
  expect(wide.sort()).toEqual(Object.keys(REASONS).sort());
});

it('fits: IAM takes 10,240 characters of a role\u2019s own policies and 6,144 of a shared one', () => {
  const own = [
    ...platformRoles(sampleEnvironment),
    ...Object.values(pipelineRoles('a'.repeat(40), sampleEnvironment)),
  ];
  const shared = [
    ...ciRoles(sampleEnvironment),
    { name: 'boundary', access: boundaryPolicy(sampleEnvironment) },
  ];
  const sizes = (roles: readonly { name: string; access: object }[]) =>
    roles.map(({ access }) => JSON.stringify(access).length);
  expect(Math.max(...sizes(own))).toBeLessThan(10_240);
  expect(Math.max(...sizes(shared))).toBeLessThan(6_144);
});
