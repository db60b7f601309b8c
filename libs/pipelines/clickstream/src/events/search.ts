import { defineEvent, envelope, group, text } from '@clickstream/schema';
import { sequence } from '../sequence';

export const search = defineEvent({
  name: 'search',
  doc: 'A visitor searched the site.',
  envelope,
  properties: group(
    {
      search_term: text({ doc: 'What was typed.', example: 't-shirts', max: 1_024, pii: 'free_text' }),
      ...sequence,
    },
    { doc: 'The search.' },
  ),
});
