import type { TerraformStack } from 'cdktf';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { boundaryPolicy } from '../access/boundary';
import type { PolicyDocument } from '../access/policy';
import { ciRoles, platformRoles } from '../access/roles';
import { IAM_PATH, namesIn } from '../names';
import { addRole } from './role';
import { addAwsProvider, addOutputs, newStack, type Target } from './stack';

/** Who may do what in all later stacks. It names what they will make and reads none of them: it comes first. */
export function iamStack(target: Target): TerraformStack {
  const { environment } = target;
  const names = namesIn(environment);
  const stack = newStack(target, 'iam');
  addAwsProvider(stack, environment);
  const addPolicy = (id: string, description: string, policy: PolicyDocument) =>
    new IamPolicy(stack, `${id}-policy`, {
      name: names.roleName(id),
      description,
      path: IAM_PATH,
      policy: JSON.stringify(policy),
    });
  const boundary = addPolicy(
    'boundary',
    'The most that any role of the platform may do',
    boundaryPolicy(environment),
  );
  const roles = platformRoles(environment).map((role) => {
    const made = addRole(stack, environment, role);
    // It is named by its ARN, which Terraform does not take for a dependency.
    if (role.bounded) made.node.addDependency(boundary);
    new IamRolePolicy(stack, `${role.name}-policy`, {
      name: role.name,
      role: made.name,
      policy: JSON.stringify(role.access),
    });
    return [role.name, made] as const;
  });
  const host = roles.find(([name]) => name === 'emr-host')?.[1];
  if (host)
    new IamInstanceProfile(stack, 'emr-host-profile', { name: host.name, path: IAM_PATH, role: host.name });
  for (const { name, what, access } of ciRoles(environment)) addPolicy(name, what, access);
  addOutputs(stack, { roles: Object.fromEntries(roles.map(([name, role]) => [name, role.arn])) });
  return stack;
}
