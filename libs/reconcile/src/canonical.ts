import { createHash } from 'node:crypto';

/**
 * The judge's own reading of what a record says. It shares no code with the contract on purpose: it knows no fields, only
 * the written rule of docs/contracts.md (keys in code-unit order, nulls left out, `sent_at` of the event left out, control
 * characters as \b \t \n \f \r or \u00XX with upper-case digits).
 *
 * @param version What to take for the event's own `schema_version`: one of an older minor version counts as one of the current.
 * @returns Lower-case hex SHA-256, or undefined when the bytes are no JSON object.
 */
export function contentHash(value: Uint8Array, version?: string): string | undefined {
  const event = readEvent(value);
  if (!event) return undefined;
  const content: Record<string, unknown> = {
    ...event,
    ...(version !== undefined && { schema_version: version }),
  };
  delete content.sent_at;
  return createHash('sha256').update(canonical(content)).digest('hex');
}

export function readEvent(value: Uint8Array): Record<string, unknown> | undefined {
  try {
    const event: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
    return isObject(event) ? event : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A JSON value in the canonical form of docs/contracts.md. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isObject(value)) {
    const members = Object.keys(value)
      .filter((name) => value[name] !== null)
      .sort()
      .map((name) => `${text(name)}:${canonical(value[name])}`);
    return `{${members.join(',')}}`;
  }
  return typeof value === 'string' ? text(value) : JSON.stringify(value);
}

function text(value: string): string {
  return JSON.stringify(value).replace(/\\(?:u([0-9a-f]{4})|.)/g, (escape, digits?: string) =>
    digits ? `\\u${digits.toUpperCase()}` : escape,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
