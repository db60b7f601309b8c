import { CURRENCY, type Product } from '../world/shop';
import type { Action } from '../world/visit';
import type { Visitor } from '../world/visitor';

/** An event before it is written. */
export interface Draft {
  readonly visitor: Visitor;
  readonly action: Action;
  readonly eventId: string;
  /** Milliseconds since 1970, as the two below. */
  readonly occurredAt: number;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Number among the events of the visitor. */
  readonly seq: number;
}

export type Document = Record<string, unknown> & {
  page: Record<string, unknown>;
  context: Record<string, unknown>;
  properties: Record<string, unknown>;
};

const time = (at: number): string => new Date(at).toISOString();

/** The event as a client of the shop writes it; keys in the order of code units, so that its text is canonical. */
export function documentOf({ visitor, action, eventId, occurredAt, sentAt, seq }: Draft): Document {
  const { device, locale, campaign, userId, oldClient } = visitor;
  const { page, referrer, type } = action;
  return {
    anonymous_id: visitor.id,
    context: { campaign, locale, screen: device.screen, user_agent: device.userAgent },
    event_id: eventId,
    event_type: type,
    occurred_at: time(occurredAt),
    page: { path: page.path, referrer, title: page.title, url: page.url },
    properties: propertiesOf(action, oldClient ? undefined : seq),
    schema_version: oldClient ? '1.0.0' : '1.1.0',
    sent_at: time(sentAt),
    user_id: userId,
  };
}

function propertiesOf({ type, items, detail }: Action, seq: number | undefined): Record<string, unknown> {
  switch (type) {
    case 'page_view':
      return { seq };
    case 'search':
      return { search_term: detail, seq };
    case 'click':
      return { link_url: detail, outbound: true, seq };
    case 'purchase':
      return { ...cart(items), seq, transaction_id: detail, value: money(totalOf(items)) };
    default:
      return { ...cart(items), seq, value: money(totalOf(items)) };
  }
}

const cart = (items: readonly Product[]) => ({
  currency: CURRENCY,
  items: items.map(({ id, name, category, cents }) => ({
    item_category: category,
    item_id: id,
    item_name: name,
    price: money(cents),
    quantity: 1,
  })),
});

/** Hundredths of the currency. */
export function totalOf(items: readonly Product[]): number {
  return items.reduce((sum, { cents }) => sum + cents, 0);
}

function money(cents: number): string {
  const text = String(cents).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}
