import { defineEvent, group } from '@clickstream/schema';
import { cart } from '../commerce';
import { envelope } from '../envelope';

export const viewItem = defineEvent({
  name: 'view_item',
  doc: 'A product was looked at.',
  envelope,
  properties: group(cart, { doc: 'The product.' }),
});
