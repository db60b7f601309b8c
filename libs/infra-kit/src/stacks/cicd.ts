import type { TerraformStack } from 'cdktf';
import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { ciRoles } from '../access/roles';
import { IMAGES, namesIn } from '../names';
import { addRole } from './role';
import { addAwsProvider, addOutputs, newStack, type Target } from './stack';
import type { StorageStack } from './storage';

/** Where images go, and as whom the workflows of the repository do what. GitHub keeps no key of ours. */
export function cicdStack(target: Target, { keyArn }: StorageStack): TerraformStack {
  const { environment } = target;
  const stack = newStack(target, 'cicd');
  addAwsProvider(stack, environment);
  const repositories = IMAGES.map((image) => [
    image,
    addRepository(stack, target, image, keyArn).repositoryUrl,
  ]);
  new IamOpenidConnectProvider(stack, 'github', {
    url: 'https://token.actions.githubusercontent.com',
    clientIdList: ['sts.amazonaws.com'],
  });
  const roles = ciRoles(environment).map((role) => {
    const made = addRole(stack, environment, role);
    new IamRolePolicyAttachment(stack, `${role.name}-policy`, {
      role: made.name,
      policyArn: namesIn(environment).policyArn(role.name),
    });
    return [role.name, made.arn];
  });
  addOutputs(stack, { repositories: Object.fromEntries(repositories), roles: Object.fromEntries(roles) });
  return stack;
}

/** A tag means one image for ever; images without a tag are left-overs of builds. */
function addRepository(
  stack: TerraformStack,
  { environment }: Target,
  image: string,
  kmsKey: string,
): EcrRepository {
  const repository = new EcrRepository(stack, image, {
    name: `clickstream-${environment.name}/${image}`,
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfiguration: [{ encryptionType: 'KMS', kmsKey }],
  });
  new EcrLifecyclePolicy(stack, `${image}-lifecycle`, {
    repository: repository.name,
    policy: JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          description: 'Left-overs of builds',
          selection: {
            tagStatus: 'untagged',
            countType: 'sinceImagePushed',
            countUnit: 'days',
            countNumber: 7,
          },
          action: { type: 'expire' },
        },
      ],
    }),
  });
  return repository;
}
