import { join } from 'node:path';
import { describeOutputSchemas } from '@clickstream/cli-testing';
import { orders } from '../fixtures/upcast/orders';
import { check } from './check';
import { checkReportSchema } from './outputs';
import { modelText } from './published';

describeOutputSchemas(join(__dirname, '../schemas'), { check: checkReportSchema });

it('describes the report of a breaking change', () => {
  const model = orders.model('refund');
  const published = (fields: typeof model.fields) =>
    new Map([['refund/1.0.0.json', modelText({ ...model, fields })]]);
  const report = check(orders, published(model.fields), published(model.fields.slice(0, -1)));
  expect(report.events.some((event) => event.refused)).toBe(true);
  expect(report.violations).not.toEqual([]);
  expect(checkReportSchema.parse(report)).toEqual(report);
});
