import { externalIdOf } from '@clickstream/snowflake-account';
import type { InfraEnvironment } from '../environment';
import { namesIn, type CI_ROLES, type PLATFORM_ROLES } from '../names';
import { ciDeployPolicy, ciExecutePolicy, ciPlanPolicy, ciPublishPolicy } from './ci-roles';
import {
  emrHostPolicy,
  emrServicePolicy,
  flowLogPolicy,
  loaderPolicy,
  producerHostPolicy,
  snowflakeReaderPolicy,
  submitterPolicy,
  topicsPolicy,
} from './platform-roles';
import type { PolicyDocument } from './policy';
import {
  trustApprovers,
  trustInstances,
  trustService,
  trustSnowflake,
  trustWorkflow,
  type TrustDocument,
} from './trust';

export interface Role<Name extends string = string> {
  readonly name: Name;
  readonly what: string;
  readonly trust: TrustDocument;
  readonly access: PolicyDocument;
  /** Policies that AWS keeps, by ARN. */
  readonly managed: readonly string[];
  /** Whether the boundary holds for it; it does unless the role makes infrastructure. */
  readonly bounded: boolean;
}

type PlatformRole = Role<(typeof PLATFORM_ROLES)[number]>;
type CiRole = Role<(typeof CI_ROLES)[number]>;

const AWS_MANAGED = 'arn:aws:iam::aws:policy';

/** The roles of the platform itself, for all later stacks. Snowflake's is there once its user is known. */
export function platformRoles(environment: InfraEnvironment): PlatformRole[] {
  const { userArn } = environment.snowflake;
  const { roleArn } = namesIn(environment);
  return [
    emrService(environment),
    role('emr-host', 'Instances of the cluster', trustInstances(), emrHostPolicy(environment)),
    role(
      'flow-log',
      'Notes who talked to whom',
      trustService('vpc-flow-logs.amazonaws.com', environment),
      flowLogPolicy(environment),
    ),
    role('producer-host', 'What runs producers', trustTasks(environment), producerHostPolicy(environment)),
    role('topics', 'Makes topics', trustApprovers(environment), topicsPolicy(environment)),
    role('submitter', 'Starts and stops jobs', trustApprovers(environment), submitterPolicy(environment)),
    role('loader', 'Loads Snowflake', trustTasks(environment), loaderPolicy(environment)),
    ...(userArn === undefined
      ? []
      : [
          role(
            'snowflake-reader',
            'Snowflake, to read the curated layer',
            trustSnowflake(userArn, externalIdOf(environment.name, roleArn('snowflake-reader'))),
            snowflakeReaderPolicy(environment),
          ),
        ]),
  ];
}

/** A role that the boundary holds for. */
function role<Name extends string>(
  name: Name,
  what: string,
  trust: TrustDocument,
  access: PolicyDocument,
): Role<Name> {
  return { name, what, trust, access, managed: [], bounded: true };
}

function emrService(environment: InfraEnvironment): PlatformRole {
  return {
    name: 'emr-service',
    what: 'EMR, to run the cluster',
    trust: trustService('elasticmapreduce.amazonaws.com', environment),
    access: emrServicePolicy(environment),
    // Limited by AWS to what carries the tag for-use-with-amazon-emr-managed-policies.
    managed: [`${AWS_MANAGED}/service-role/AmazonEMRServicePolicy_v2`],
    bounded: false,
  };
}

const trustTasks = (environment: InfraEnvironment): TrustDocument =>
  trustService('ecs-tasks.amazonaws.com', environment);

/** The roles of workflows: their policies are part of stack `iam`, they themselves of `cicd`, with their provider. */
export function ciRoles(environment: InfraEnvironment): CiRole[] {
  const { name } = environment;
  const workflow = (githubEnvironment: string) => trustWorkflow(environment, githubEnvironment);
  return [
    role('ci-publish', 'Pushes images and bundles', workflow(name), ciPublishPolicy(environment)),
    role(
      'ci-execute',
      'Starts jobs, after approval',
      workflow(`${name}-execute`),
      ciExecutePolicy(environment),
    ),
    {
      ...role('ci-plan', 'Plans infrastructure', workflow(`${name}-plan`), ciPlanPolicy(environment)),
      managed: [`${AWS_MANAGED}/SecurityAudit`],
      bounded: false,
    },
    {
      ...role('ci-deploy', 'Applies approved plans', workflow(`${name}-infra`), ciDeployPolicy(environment)),
      bounded: false,
    },
  ];
}
