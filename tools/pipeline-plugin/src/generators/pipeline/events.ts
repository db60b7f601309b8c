import { isTypescriptReserved } from '@clickstream/pipeline';
import { camelCase } from './case';

export const DEFAULT_EVENTS: readonly string[] = ['item_added', 'item_removed'];

export const readEvents = (text: string): string[] =>
  text
    .split(',')
    .map((event) => event.trim())
    .filter((event) => event !== '');

/** What the generated code of an event calls its own imports. */
const TAKEN = new Set([
  'contract',
  'defineEvent',
  'envelope',
  'group',
  'integer',
  'manifest',
  'name',
  'optional',
  'text',
  'time',
  'versions',
]);

/** All reasons why these cannot be the events of a new pipeline. */
export function eventViolations(pipeline: string, events: readonly string[]): string[] {
  const constants = events.map(camelCase);
  return [
    ...(events.length === 0 ? ['events: name at least one'] : []),
    ...events.flatMap((event, index) => {
      const constant = constants[index] as string;
      return [
        ...(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(event) && event.length <= 63
          ? []
          : [`events: "${event}" must be snake_case with at most 63 characters (JSON, columns, file names)`]),
        ...(isTypescriptReserved(constant) || TAKEN.has(constant) || constant === camelCase(pipeline)
          ? [`events: "${event}" is a word that the code of the pipeline uses already`]
          : []),
        ...(constants.indexOf(constant) < index ? [`events: "${event}" is named twice`] : []),
      ];
    }),
  ];
}
