import { defineEvent, envelope, flag, group, optional, text } from '@clickstream/schema';
import { sequence } from '../sequence';

export const click = defineEvent({
  name: 'click',
  doc: 'A link was followed.',
  envelope,
  properties: group(
    {
      link_url: text({
        doc: 'Where the link leads.',
        example: 'https://partner.example.org/offer',
        max: 4_096,
        pii: 'free_text',
      }),
      link_domain: optional(text({ doc: 'Domain of the link.', example: 'partner.example.org', max: 253 })),
      link_id: optional(text({ doc: 'HTML id of the link.', example: 'offer-link', max: 256 })),
      link_classes: optional(
        text({ doc: 'HTML classes of the link.', example: 'btn btn-primary', max: 1_024 }),
      ),
      link_text: optional(text({ doc: 'Text of the link.', example: 'See the offer', max: 1_024 })),
      outbound: optional(flag({ doc: 'Whether it leaves the site.', example: true })),
      ...sequence,
    },
    { doc: 'The link.' },
  ),
});
