import { defineEvent, envelope, group } from '@clickstream/schema';
import { cart } from '../commerce';
import { sequence } from '../sequence';

export const viewItem = defineEvent({
  name: 'view_item',
  doc: 'A product was looked at.',
  envelope,
  properties: group({ ...cart, ...sequence }, { doc: 'The product.' }),
});
