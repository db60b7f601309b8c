import { defineEvent, envelope, group, integer, optional, text } from '@clickstream/schema';
import { sequence } from '../sequence';

export const pageView = defineEvent({
  name: 'page_view',
  doc: 'A page was shown, or a request was served when the source is a web server log.',
  envelope,
  properties: group(
    {
      method: optional(
        text({ doc: 'HTTP method, from server logs.', example: 'GET', max: 16, pattern: '[A-Z]+' }),
      ),
      status: optional(integer({ doc: 'HTTP status, from server logs.', example: 200, min: 100, max: 599 })),
      bytes: optional(
        integer({ doc: 'Bytes of the response body, from server logs.', example: 203_023, min: 0 }),
      ),
      engagement_time_msec: optional(
        integer({ doc: 'Milliseconds the page was in the foreground.', example: 1_200, min: 0 }),
      ),
      ...sequence,
    },
    { doc: 'What is known of the view.' },
  ),
});
