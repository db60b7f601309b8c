import { defineEvent, envelope, group } from '@clickstream/schema';
import { cart } from '../commerce';

export const viewItem = defineEvent({
  name: 'view_item',
  doc: 'A product was looked at.',
  envelope,
  properties: group(cart, { doc: 'The product.' }),
});
