import { defineEvent, envelope, group } from '@clickstream/schema';
import { cart, coupon } from '../commerce';

export const beginCheckout = defineEvent({
  name: 'begin_checkout',
  doc: 'A visitor started to pay.',
  envelope,
  properties: group({ ...cart, coupon }, { doc: 'The cart at that moment.' }),
});
