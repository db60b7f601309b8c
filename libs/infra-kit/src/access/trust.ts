import type { InfraEnvironment } from '../environment';
import { namesIn } from '../names';
import type { Condition } from './policy';

/** Who may take on a role. */
export interface TrustDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly TrustStatement[];
}

export interface TrustStatement {
  readonly Effect: 'Allow';
  readonly Principal: Readonly<Partial<Record<'AWS' | 'Service' | 'Federated', string>>>;
  readonly Action: readonly string[];
  readonly Condition?: Condition;
}

const trust = (...Statement: TrustStatement[]): TrustDocument => ({ Version: '2012-10-17', Statement });

export const PRODUCER_ACTIONS = ['sts:AssumeRole'];

/** EMR marks the session of a step; without TagSession it cannot take on a runtime role. */
export const SPARK_ACTIONS = ['sts:AssumeRole', 'sts:TagSession'];

/** One other role of the account. */
export const trustRole = (AWS: string, Action: readonly string[]): TrustDocument =>
  trust({ Effect: 'Allow', Principal: { AWS }, Action });

/** A service of AWS, acting for this account: it cannot be talked into acting for another. */
export const trustService = (Service: string, { account }: InfraEnvironment): TrustDocument =>
  trust({
    Effect: 'Allow',
    Principal: { Service },
    Action: ['sts:AssumeRole'],
    Condition: { StringEquals: { 'aws:SourceAccount': [account] } },
  });

/** The instances of EC2 name no account. */
export const trustInstances = (): TrustDocument =>
  trust({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: ['sts:AssumeRole'] });

/**
 * People who used a second factor, people whom IAM Identity Center gave the permission set of operators, and the
 * workflow that a person approved. Sessions of Identity Center do not say whether there was a second factor: it asks for
 * one by its own settings. The account stands for all, because a role that does not exist yet cannot be named as a
 * principal.
 */
export function trustApprovers(environment: InfraEnvironment): TrustDocument {
  const approved = [namesIn(environment).roleArn('ci-execute'), ...operatorRoles(environment)];
  const account = { AWS: `arn:aws:iam::${environment.account}:root` };
  const Action = ['sts:AssumeRole'];
  return trust(
    {
      Effect: 'Allow',
      Principal: account,
      Action,
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': ['true'] } },
    },
    {
      Effect: 'Allow',
      Principal: account,
      Action,
      Condition: { ArnLike: { 'aws:PrincipalArn': approved } },
    },
  );
}

/**
 * The role of a permission set in this account: only Identity Center makes roles in that folder, with the region of its
 * own unless that is us-east-1, and with 16 characters at the end.
 */
function operatorRoles({ account, operators }: InfraEnvironment): string[] {
  if (operators === undefined) return [];
  const folder = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/`;
  return ['', '*/'].map((region) => `${folder}${region}AWSReservedSSO_${operators}_${'?'.repeat(16)}`);
}

/** Snowflake's user, for this account's integration: the external id keeps other customers of Snowflake out. */
export const trustSnowflake = (userArn: string, externalId: string): TrustDocument =>
  trust({
    Effect: 'Allow',
    Principal: { AWS: userArn },
    Action: ['sts:AssumeRole'],
    Condition: { StringEquals: { 'sts:ExternalId': [externalId] } },
  });

/** Jobs of one GitHub environment of the repository, whose protection rules then decide. */
export function trustWorkflow(environment: InfraEnvironment, githubEnvironment: string): TrustDocument {
  const issuer = 'token.actions.githubusercontent.com';
  return trust({
    Effect: 'Allow',
    Principal: { Federated: namesIn(environment).oidcProviderArn },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: ['sts.amazonaws.com'],
        [`${issuer}:sub`]: [`repo:${environment.repository}:environment:${githubEnvironment}`],
      },
    },
  });
}
