import type { Grant, Securable } from '@clickstream/snowflake-account';

/** A grant as Snowflake takes it; it may be run again. */
export function grantStatement({ role, privileges, on }: Grant): string {
  return `GRANT ${privileges.join(', ')} ON ${nameOf(on)} TO ROLE ${role}`;
}

function nameOf(on: Securable): string {
  switch (on.kind) {
    case 'account object':
      return `${on.type} ${on.name}`;
    case 'schema':
      return `SCHEMA ${on.database}.${on.schema}`;
    case 'schema object':
      return `${on.type} ${on.database}.${on.schema}.${on.name}`;
    case 'schema objects':
      return `${on.which} ${on.type} IN SCHEMA ${on.database}.${on.schema}`;
  }
}
