import { defineEvent, envelope, group } from '@clickstream/schema';
import { cart } from '../commerce';

export const removeFromCart = defineEvent({
  name: 'remove_from_cart',
  doc: 'Products were taken out of the cart.',
  envelope,
  properties: group(cart, { doc: 'The products that were removed.' }),
});
