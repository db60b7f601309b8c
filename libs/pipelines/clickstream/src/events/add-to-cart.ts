import { defineEvent, envelope, group } from '@clickstream/schema';
import { cart } from '../commerce';
import { sequence } from '../sequence';

export const addToCart = defineEvent({
  name: 'add_to_cart',
  doc: 'Products were put into the cart.',
  envelope,
  properties: group({ ...cart, ...sequence }, { doc: 'The products that were added.' }),
});
