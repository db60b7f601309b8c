import { CURRENCY, money, type Page, type Product } from '../world/shop';
import type { Action } from '../world/visit';
import type { Visitor } from '../world/visitor';
import { isoTime } from './iso-time';

/** An event before it is written. */
export interface Draft {
  readonly visitor: Visitor;
  readonly action: Action;
  readonly eventId: string;
  /** Milliseconds since 1970, as the two below. */
  readonly occurredAt: number;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Number among the events of the visitor; given when it leaves. */
  seq: number;
}

export type Document = Record<string, unknown> & {
  page: Record<string, unknown>;
  properties: Record<string, unknown>;
};

/**
 * The event as a client of the shop writes it: JSON with its keys in the order of code units, the canonical form. Put
 * together from parts that are written once for each visitor, page and product: that is what makes it fast.
 */
export function textOf({ visitor, action, eventId, occurredAt, sentAt, seq }: Draft): string {
  const version = visitor.oldClient ? '1.0.0' : '1.1.0';
  const number = visitor.oldClient ? '' : `"seq":${seq}`;
  return (
    `{"anonymous_id":"${visitor.id}","context":${contextOf(visitor)},"event_id":"${eventId}",` +
    `"event_type":"${action.type}","occurred_at":"${isoTime(occurredAt)}","page":${pageOf(action)},` +
    `"properties":{${propertiesOf(action, number)}},"schema_version":"${version}",` +
    `"sent_at":"${isoTime(sentAt)}"${visitor.userId ? `,"user_id":"${visitor.userId}"` : ''}}`
  );
}

/** The event as an object, to be changed and written again. */
export function documentOf(draft: Draft): Document {
  return JSON.parse(textOf(draft)) as Document;
}

/** What was written once, by what it was written of. */
function once<K extends object>(write: (of: K) => string): (of: K) => string {
  const written = new WeakMap<K, string>();
  return (of) => {
    let text = written.get(of);
    if (text === undefined) {
      text = write(of);
      written.set(of, text);
    }
    return text;
  };
}

const contextOf = once(({ campaign, locale, device }: Visitor) =>
  JSON.stringify({ campaign, locale, screen: device.screen, user_agent: device.userAgent }),
);
const pathPart = once(({ path }: Page) => `"path":${JSON.stringify(path)}`);
const titlePart = once(
  ({ title, url }: Page) => `"title":${JSON.stringify(title)},"url":${JSON.stringify(url)}`,
);
const itemPart = once(({ id, name, category, cents }: Product) =>
  JSON.stringify({
    item_category: category,
    item_id: id,
    item_name: name,
    price: money(cents),
    quantity: 1,
  }),
);

function pageOf({ page, referrer }: Action): string {
  const from = referrer === undefined ? '' : `"referrer":"${referrer}",`;
  return `{${pathPart(page)},${from}${titlePart(page)}}`;
}

/** @param seq The member `seq`, or nothing. */
function propertiesOf({ type, items, detail }: Action, seq: string): string {
  const member = seq && `,${seq}`;
  switch (type) {
    case 'page_view':
      return seq;
    case 'search':
      return `"search_term":"${detail}"${member}`;
    case 'click':
      return `"link_url":"${detail}","outbound":true${member}`;
    case 'purchase':
      return `${cart(items)}${member},"transaction_id":"${detail}","value":"${money(totalOf(items))}"`;
    default:
      return `${cart(items)}${member},"value":"${money(totalOf(items))}"`;
  }
}

const cart = (items: readonly Product[]): string =>
  `"currency":"${CURRENCY}","items":[${items.map(itemPart).join(',')}]`;

/** Hundredths of the currency. */
export function totalOf(items: readonly Product[]): number {
  return items.reduce((sum, { cents }) => sum + cents, 0);
}
