/** Escapes that Apache writes for bytes it does not print (`ap_escape_logitem`); nginx uses `\xHH` only. */
const LETTERS: Readonly<Record<string, string>> = {
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  f: '\f',
};

/**
 * The text of a quoted log field. Escapes stand for bytes, so they are resolved before the bytes are read as UTF-8;
 * bytes that are no UTF-8 become U+FFFD.
 *
 * @param field One character a byte (Latin-1).
 */
export function unescape(field: string): string {
  const bytes = field.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/gs, (_all, hex?: string, letter?: string) =>
    hex === undefined
      ? (LETTERS[letter as string] ?? (letter as string))
      : String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
