import { defineEvent, envelope, group, money, optional, text } from '@clickstream/schema';
import { cart, coupon } from '../commerce';
import { sequence } from '../sequence';

export const purchase = defineEvent({
  name: 'purchase',
  doc: 'An order was placed.',
  envelope,
  conversion: { revenue: { amount: 'value', currency: 'currency' } },
  properties: group(
    {
      transaction_id: text({ doc: 'Number of the order.', example: 'T_12345', max: 128 }),
      ...cart,
      tax: optional(money({ doc: 'Tax of the order.', example: '3.60' })),
      shipping: optional(money({ doc: 'Shipping cost of the order.', example: '5.99' })),
      coupon,
      ...sequence,
    },
    { doc: 'The order.' },
  ),
});
