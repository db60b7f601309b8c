import type { TerraformStack } from 'cdktf';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { Role } from '../access/roles';
import type { InfraEnvironment } from '../environment';
import { IAM_PATH, namesIn } from '../names';

/**
 * The role itself, who may take it on, and what AWS's own policies give it.
 *
 * @param id Of its construct, without the name of the stack's pipeline.
 */
export function addRole(
  stack: TerraformStack,
  environment: InfraEnvironment,
  { name, what, trust, managed, bounded }: Omit<Role, 'access'>,
  id = name,
): IamRole {
  const names = namesIn(environment);
  const role = new IamRole(stack, `${id}-role`, {
    name: names.roleName(name),
    description: what,
    path: IAM_PATH,
    assumeRolePolicy: JSON.stringify(trust),
    ...(bounded && { permissionsBoundary: names.policyArn('boundary') }),
  });
  for (const policyArn of managed)
    new IamRolePolicyAttachment(stack, `${id}-${policyArn.split('/').at(-1)}`, {
      role: role.name,
      policyArn,
    });
  return role;
}
