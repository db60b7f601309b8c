import type { ITerraformDependable, TerraformStack } from 'cdktf';
import {
  GrantPrivilegesToAccountRole,
  type GrantPrivilegesToAccountRoleConfig,
} from '@cdktf/provider-snowflake/lib/grant-privileges-to-account-role';
import type { Grant, Securable } from '@clickstream/snowflake-account';

type On = Pick<GrantPrivilegesToAccountRoleConfig, 'onAccountObject' | 'onSchema' | 'onSchemaObject'>;

/** Who may do what in the account, each grant a resource of its own. @param after What they are about. */
export function addGrants(
  stack: TerraformStack,
  grants: readonly Grant[],
  after: ITerraformDependable[],
): void {
  for (const grant of grants)
    new GrantPrivilegesToAccountRole(stack, idOf(grant), {
      accountRoleName: grant.role,
      privileges: [...grant.privileges],
      ...securable(grant.on),
      dependsOn: after,
    });
}

/** Follows from what is granted to whom on what, never from an order. */
const idOf = ({ role, on }: Grant): string =>
  ['grant', role, ...Object.values(on)].join('-').toLowerCase().replace(/\W+/g, '-');

function securable(on: Securable): On {
  switch (on.kind) {
    case 'account object':
      return { onAccountObject: { objectType: on.type, objectName: on.name } };
    case 'schema':
      return { onSchema: { schemaName: schemaName(on) } };
    case 'schema object':
      return { onSchemaObject: { objectType: on.type, objectName: `${schemaName(on)}."${on.name}"` } };
    case 'schema objects': {
      const all = { objectTypePlural: on.type, inSchema: schemaName(on) };
      return { onSchemaObject: on.which === 'ALL' ? { all } : { future: all } };
    }
  }
}

const schemaName = ({ database, schema }: { database: string; schema: string }): string =>
  `"${database}"."${schema}"`;
