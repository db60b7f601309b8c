import { integer, optional } from '@clickstream/schema';

/** What every event may carry, so that anyone can see whether the order of a visitor was kept. */
export const sequence = {
  seq: optional(
    integer({
      doc: "Number of the event among its visitor's, counted by the client from 1.",
      example: 7,
      min: 1,
    }),
  ),
};
