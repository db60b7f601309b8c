import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What one request of the log says. Read here anew, sharing nothing with the importer it checks. */
export interface Request {
  readonly address: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly referrer: string | null;
  readonly userAgent: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Apache writes a byte it does not print as `\\xHH`; what is then no UTF-8 cannot be kept in JSON. */
const printable = (field: string): string =>
  Buffer.from(
    field.replace(/\\x(..)/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`))),
    'latin1',
  ).toString('utf8');

/** Cuts a line at its brackets and quotes: `address - - [time] "request" status bytes "referrer" "agent"`. */
function readLine(line: string): Request {
  const [head = '', request = '', numbers = '', referrer = '', , userAgent = ''] = line.split('"');
  const [day = '', month = '', year = '', time = ''] = head
    .slice(head.indexOf('[') + 1)
    .split(/[/: ](?=\D|\d{4}|\d\d:\d\d:\d\d)/);
  const [method = '', target = ''] = request.split(' ');
  return {
    address: head.slice(0, head.indexOf(' ')),
    at: `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${time.slice(0, 8)}.000Z`,
    method,
    path: target.split('?')[0] as string,
    status: Number(numbers.trim().split(' ')[0]),
    referrer: referrer === '-' ? null : printable(referrer),
    userAgent,
  };
}

export function readAccessLog(file: string): Request[] {
  return gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n').map(readLine);
}
