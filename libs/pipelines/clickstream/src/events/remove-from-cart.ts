import { defineEvent, envelope, group } from '@clickstream/schema';
import { cart } from '../commerce';
import { sequence } from '../sequence';

export const removeFromCart = defineEvent({
  name: 'remove_from_cart',
  doc: 'Products were taken out of the cart.',
  envelope,
  properties: group({ ...cart, ...sequence }, { doc: 'The products that were removed.' }),
});
