import { group, optional, text, timestamp, uuid } from './builder';

/** What every event carries, whoever sends it. */
export const envelope = {
  event_id: uuid({
    doc: 'Made by the client, once per event; a resend keeps it.',
    example: '0196ddb4-3c2e-7b61-9f0a-5a1d6c0f4e2b',
  }),
  event_type: text({
    doc: 'Which event this is.',
    example: 'page_view',
    max: 64,
    pattern: '[a-z][a-z0-9_]*',
  }),
  schema_version: text({
    doc: 'Version of the contract that the client was built with.',
    example: '1.0.0',
    max: 20,
    pattern: '[0-9]+[.][0-9]+[.][0-9]+',
  }),
  occurred_at: timestamp({
    doc: "When it happened, by the client's clock.",
    example: '2015-05-17T10:05:03.000Z',
  }),
  sent_at: timestamp({
    doc: 'When the client sent it; a resend stamps it anew, so it is not part of the content.',
    example: '2015-05-17T10:05:03.120Z',
  }),
  anonymous_id: text({
    doc: 'The browser or app instance; also the Kafka key.',
    example: 'a-81c1f6a2',
    max: 128,
    pii: 'identifier',
  }),
  user_id: optional(
    text({ doc: 'The account, once known.', example: 'u-1029', max: 128, pii: 'identifier' }),
  ),
  page: group(
    {
      url: text({
        doc: 'Full address of the page.',
        example: 'https://www.example.com/blog/tags/puppet?page=2',
        max: 4_096,
        pii: 'free_text',
      }),
      path: text({ doc: 'Path of the page, without query.', example: '/blog/tags/puppet', max: 4_096 }),
      title: optional(text({ doc: 'Title of the page.', example: 'Posts about Puppet', max: 1_024 })),
      referrer: optional(
        text({
          doc: 'Address that led here.',
          example: 'https://www.google.com/',
          max: 4_096,
          pii: 'free_text',
        }),
      ),
    },
    { doc: 'Where it happened.' },
  ),
  context: group(
    {
      user_agent: optional(
        text({
          doc: 'User-Agent header.',
          example: 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/24.0',
          max: 1_024,
          pii: 'device',
        }),
      ),
      ip: optional(
        text({
          doc: 'IPv4 or IPv6 address of the client.',
          example: '83.149.9.216',
          max: 45,
          pattern: '[0-9A-Fa-f:.]+',
          pii: 'network',
        }),
      ),
      locale: optional(
        text({
          doc: 'BCP 47 language tag.',
          example: 'en-GB',
          max: 35,
          pattern: '[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*',
        }),
      ),
      screen: optional(
        text({
          doc: 'Screen size in CSS pixels.',
          example: '1920x1080',
          max: 11,
          pattern: '[0-9]{1,5}x[0-9]{1,5}',
        }),
      ),
      campaign: optional(
        text({ doc: 'Campaign that brought the visitor (utm_campaign).', example: 'spring-sale', max: 256 }),
      ),
    },
    { doc: 'What the client knows of itself.' },
  ),
};
