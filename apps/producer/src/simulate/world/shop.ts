import { Zipf } from './zipf';

export interface Page {
  readonly url: string;
  readonly path: string;
  readonly title: string;
}

export interface Product extends Page {
  readonly id: string;
  readonly name: string;
  /** Hundredths of the currency. */
  readonly cents: number;
  readonly category: string;
}

export interface Device {
  readonly userAgent: string;
  readonly screen: string;
}

const ORIGIN = 'https://shop.example.com';
export const CURRENCY = 'EUR';

const page = (path: string, title: string): Page => ({ url: ORIGIN + path, path, title });

const TOPICS = ['guides', 'news', 'stories', 'help', 'size-charts', 'materials', 'care', 'press'];
const CATEGORIES = ['shirts', 'jackets', 'shoes', 'bags', 'hats', 'socks', 'gloves', 'scarves'];

export const HOME = page('/', 'Shop');
export const SEARCH = page('/search', 'Search');
export const CART = page('/cart', 'Your cart');
export const CHECKOUT = page('/checkout', 'Checkout');
export const THANKS = page('/thanks', 'Thank you');

/** Everything one can read, the most popular first. */
export const PAGES: readonly Page[] = Array.from({ length: 2_000 }, (_, rank) => {
  const topic = TOPICS[rank % TOPICS.length] as string;
  return page(`/${topic}/${rank}`, `${topic} ${rank}`);
});

/** Everything one can buy, the most popular first. */
export const PRODUCTS: readonly Product[] = Array.from({ length: 500 }, (_, rank) => {
  const category = CATEGORIES[rank % CATEGORIES.length] as string;
  const id = `SKU-${10_000 + rank}`;
  return {
    ...page(`/products/${id}`, `${category} ${rank}`),
    id,
    name: `${category} ${rank}`,
    category,
    cents: 499 + ((rank * 7_919) % 14_500),
  };
});

export const SEARCH_TERMS = [
  'rain jacket',
  'wool socks',
  'größe 42',
  'gift',
  't-shirts',
  'chapeau été',
  'bag',
];
export const CAMPAIGNS = ['spring-sale', 'newsletter-10', 'retargeting', 'brand'];
export const REFERRERS = ['https://www.google.com/', 'https://news.example.org/', 'https://duckduckgo.com/'];
export const LOCALES = ['en-GB', 'de-DE', 'fr-FR', 'nl-NL', 'en-US'];

export const DEVICES: readonly Device[] = [
  {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1',
    screen: '390x844',
  },
  { userAgent: 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile', screen: '412x915' },
  {
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0',
    screen: '1920x1080',
  },
  {
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1',
    screen: '1728x1117',
  },
  {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
    screen: '2560x1440',
  },
];
export const BOT: Device = {
  userAgent: 'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com/)',
  screen: '1024x768',
};

export const popularPage = new Zipf(PAGES.length);
export const popularProduct = new Zipf(PRODUCTS.length);
export const popularTerm = new Zipf(SEARCH_TERMS.length);

/** An amount in hundredths as a decimal. */
export function money(cents: number): string {
  const text = String(cents).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}
