import { defineEvent, envelope, group } from '@clickstream/schema';
import { cart, coupon } from '../commerce';
import { sequence } from '../sequence';

export const beginCheckout = defineEvent({
  name: 'begin_checkout',
  doc: 'A visitor started to pay.',
  envelope,
  properties: group({ ...cart, coupon, ...sequence }, { doc: 'The cart at that moment.' }),
});
