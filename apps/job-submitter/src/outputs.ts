import { jobProgressSchema } from '@clickstream/pipeline';

/** Every JSON document that this app prints, by name; `schemas/` holds a JSON Schema of each. */
export const outputs = { run: jobProgressSchema };
