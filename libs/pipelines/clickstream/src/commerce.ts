import { currency, group, integer, list, money, optional, text } from '@clickstream/schema';

const label = (doc: string, example: string) => optional(text({ doc, example, max: 256 }));

const item = group(
  {
    item_id: text({ doc: 'SKU of the product.', example: 'SKU-12345', max: 128 }),
    item_name: label('Name of the product.', 'Stan and Friends Tee'),
    affiliation: label('Supplying shop or partner.', 'Example Merchandise Store'),
    coupon: label('Coupon of this item.', 'SUMMER_FUN'),
    discount: optional(money({ doc: 'Discount for one unit.', example: '2.22' })),
    index: optional(integer({ doc: 'Position in a list.', example: 0, min: 0 })),
    item_brand: label('Brand.', 'Example'),
    item_category: label('Category.', 'Apparel'),
    item_category2: label('Second level of the category.', 'Adult'),
    item_category3: label('Third level of the category.', 'Shirts'),
    item_category4: label('Fourth level of the category.', 'Crew'),
    item_category5: label('Fifth level of the category.', 'Short sleeve'),
    item_list_id: label('List in which it was shown.', 'related_products'),
    item_list_name: label('Name of that list.', 'Related products'),
    item_variant: label('Variant: colour, size.', 'green'),
    location_id: label('Place of the item, a Google Place ID.', 'ChIJIQBpAG2ahYAR_6128GcTUEo'),
    price: optional(money({ doc: 'Price of one unit after discount.', example: '9.99' })),
    quantity: optional(integer({ doc: 'Number of units.', example: 1, min: 1 })),
  },
  { doc: 'A product.' },
);

/** What all events about products carry; GA4's names and meaning. */
export const cart = {
  currency: currency({ doc: 'Currency of every amount of the event.', example: 'EUR' }),
  value: money({ doc: 'Sum of price times quantity over the items.', example: '30.03' }),
  items: list(item, { doc: 'Products of the event.', max: 200 }),
};

export const coupon = label('Coupon of the whole order.', 'SUMMER_FUN');
