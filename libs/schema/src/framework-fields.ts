import { refuse } from './refuse';
import { fieldNamed, type Field } from './rule';

const NEEDED = {
  event_id: 'text',
  event_type: 'text',
  schema_version: 'text',
  occurred_at: 'timestamp',
  sent_at: 'timestamp',
} as const;

/**
 * Every record is told apart, judged and timed by these fields, so no event may lack one or make it optional.
 *
 * @throws PlatformError CONTRACT_RULE_REFUSED
 */
export function checkEnvelope(fields: readonly Field[], event: string): void {
  for (const [name, kind] of Object.entries(NEEDED)) {
    const field = fieldNamed(fields, name);
    if (field?.required && field.rule.kind === kind) continue;
    throw refuse(`"${name}" must be a required ${kind}`, event, 'start from `envelope` and add to it');
  }
  if (fieldNamed(fields, 'properties')) {
    throw refuse('"properties" is no field of the envelope', event, 'give it as `properties` of the event');
  }
}
