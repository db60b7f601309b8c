import { reportSchema } from './demo/report';
import { downSchema } from './commands/down';
import { statusSchema } from './commands/status';

/** Every JSON document that this app prints, by name; `schemas/` holds a JSON Schema of each. */
export const outputs = { status: statusSchema, down: downSchema, 'demo-report': reportSchema };
