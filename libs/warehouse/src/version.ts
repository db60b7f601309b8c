/** Recorded with everything that the loader writes, so that a row can be traced to the code that made it. */
export const VERSION = '0.1.0';
