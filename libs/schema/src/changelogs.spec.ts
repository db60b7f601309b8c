import { compileContract } from './compile';
import { PipelineContract, defineEvent, type Conversion } from './contract';
import { currency, group, money, optional, text } from './builder';
import { envelope } from './envelope';

const time = { latenessMs: 1, futureMs: 1, dedupHorizonMs: 1, sessionGapMs: 1_800_000 };
type Property = 'value' | 'currency' | 'tax' | 'note';

const contractWith = (conversion?: Conversion<Property>) =>
  new PipelineContract('orders', time, [
    defineEvent({
      name: 'sale',
      doc: 'A sale.',
      envelope,
      properties: group(
        {
          value: money({ doc: 'Sum.', example: '1.50' }),
          currency: currency({ doc: 'Its currency.', example: 'EUR' }),
          tax: optional(money({ doc: 'Tax.', example: '0.50' })),
          note: text({ doc: 'Note.', example: 'n', max: 10 }),
        },
        { doc: 'Sale.' },
      ),
      ...(conversion && { conversion }),
    }),
  ]);

const exprOf = (contract: PipelineContract, column: string): string | undefined =>
  compileContract(contract).tables.metrics_minute?.columns.find(({ name }) => name === column)?.expr;

it('counts what the contract calls a conversion', () => {
  expect(exprOf(contractWith(), 'conversions')).toBe('CAST(0 AS BIGINT)');
  expect(exprOf(contractWith({}), 'conversions')).toBe("count_if(event_type IN ('sale'))");
  expect(exprOf(contractWith({}), 'revenue')).not.toContain('get_json_object');
});

it.each([
  [
    { amount: 'note', currency: 'currency' },
    'the amount of the conversion "sale" cannot be its property "note"',
  ],
  [
    { amount: 'tax', currency: 'currency' },
    'the amount of the conversion "sale" cannot be its property "tax"',
  ],
  [
    { amount: 'value', currency: 'note' },
    'the currency of the conversion "sale" cannot be its property "note"',
  ],
] as const)('refuses revenue from %j', (revenue, message) => {
  expect(() => compileContract(contractWith({ revenue }))).toThrow(message);
});
