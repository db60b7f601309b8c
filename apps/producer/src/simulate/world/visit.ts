import type { Random } from './random';
import * as shop from './shop';
import type { Page, Product } from './shop';

export type EventType =
  | 'page_view'
  | 'view_item'
  | 'search'
  | 'add_to_cart'
  | 'remove_from_cart'
  | 'begin_checkout'
  | 'purchase'
  | 'click';

/** What a visitor did: the part of an event that behaviour decides. */
export interface Action {
  readonly type: EventType;
  readonly page: Page;
  readonly referrer: string | undefined;
  /** Products of the event, for the types that have some. */
  readonly items: readonly Product[];
  /** What was typed, followed or ordered, by type. */
  readonly detail: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A pause of exactly this long keeps a session together, one millisecond more ends it: both are walked on purpose. */
const PAUSES = [30 * MINUTE, 30 * MINUTE + 1, 29 * MINUTE + 59_999] as const;

/** One visit to the shop: looks around, perhaps finds something, perhaps buys it. */
export class Visit {
  private page: Page = shop.HOME;
  private looked: Product | undefined;
  private cart: Product[] = [];
  private stage: 'browsing' | 'checkout' | 'paid' = 'browsing';
  private left: number;
  private referrer: string | undefined;

  constructor(
    private readonly random: Random,
    private readonly bot: boolean,
  ) {
    this.left = 1 + random.wait(bot ? 40 : 9);
    this.referrer = !bot && random.chance(0.4) ? random.pick(shop.REFERRERS) : undefined;
  }

  /** The next thing that happens; undefined when the visitor is gone. */
  next(): Action | undefined {
    if (this.left-- <= 0 && this.stage !== 'checkout') return undefined;
    const action = this.bot ? this.read() : this.decide();
    this.referrer = action.page.url;
    return action;
  }

  /** Milliseconds until the next thing happens. */
  pause(): number {
    const { random } = this;
    if (this.bot) return 200 + random.wait(800);
    if (random.chance(0.002)) return random.pick(PAUSES);
    return Math.min(500 + random.wait(25 * SECOND), 20 * MINUTE);
  }

  private decide(): Action {
    const { random } = this;
    if (this.stage === 'checkout') return random.chance(0.6) ? this.pay() : this.giveUp();
    if (this.cart.length > 0 && random.chance(0.25)) return this.check();
    if (this.looked && random.chance(0.3)) return this.put(this.looked);
    if (this.cart.length > 0 && random.chance(0.06)) return this.takeOut();
    const choice = random.unit();
    if (choice < 0.52) return this.read();
    if (choice < 0.82) return this.look();
    if (choice < 0.92)
      return this.action('search', shop.SEARCH, [], shop.SEARCH_TERMS[shop.popularTerm.draw(random)]);
    return this.action('click', this.page, [], `https://partner.example.org/offer/${random.below(20)}`);
  }

  private read(): Action {
    const rank = shop.popularPage.draw(this.random);
    this.looked = undefined;
    return this.action('page_view', this.random.chance(0.2) ? shop.HOME : (shop.PAGES[rank] as Page));
  }

  private look(): Action {
    const product = shop.PRODUCTS[shop.popularProduct.draw(this.random)] as Product;
    this.looked = product;
    return this.action('view_item', product, [product]);
  }

  private put(product: Product): Action {
    this.looked = undefined;
    this.cart.push(product);
    return this.action('add_to_cart', this.page, [product]);
  }

  private takeOut(): Action {
    return this.action('remove_from_cart', shop.CART, [this.cart.pop() as Product]);
  }

  private check(): Action {
    this.stage = 'checkout';
    return this.action('begin_checkout', shop.CHECKOUT, [...this.cart]);
  }

  private pay(): Action {
    this.stage = 'paid';
    const action = this.action('purchase', shop.THANKS, this.cart, `T_${this.random.bits()}`);
    this.cart = [];
    return action;
  }

  private giveUp(): Action {
    this.stage = 'browsing';
    this.left = Math.min(this.left, 2);
    return this.action('page_view', shop.CART);
  }

  private action(type: EventType, page: Page, items: readonly Product[] = [], detail = ''): Action {
    this.page = page;
    return { type, page, referrer: this.referrer, items, detail };
  }
}
