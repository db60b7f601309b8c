import { isIP } from 'node:net';
import { clickstream } from '@clickstream/pipeline-clickstream';
import type { AccessLogEntry } from './access-log';
import { visitorId } from './identity';

/** A request of an access log as an event. A log knows no host, so `page.url` is the target as the client wrote it. */
export function pageViewOf(entry: AccessLogEntry, eventId: string) {
  const { address, time, method, target, status, bytes, referrer, userAgent } = entry;
  const at = new Date(time).toISOString();
  return clickstream.build('page_view', {
    event_id: eventId,
    occurred_at: at,
    sent_at: at,
    anonymous_id: visitorId(address),
    page: { url: target, path: pathOf(target), referrer },
    context: { user_agent: userAgent, ip: isIP(address) && !address.includes('%') ? address : undefined },
    properties: { method, status, bytes },
  });
}

/** The path of a request target: origin form `/a?b`, absolute form `http://host/a?b`, or `*`. */
function pathOf(target: string): string {
  const [path] = target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1);
  return path || '/';
}
