import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { exampleOf } from '../src/catalog';
import { jsonSchemaOf } from '../src/json-schema';
import { loadContract } from '../src/load';
import { join } from 'node:path';

/**
 * Page views a CPU second that TypeScript validates, beside Ajv on the derived JSON Schema in the same run; `decode` beside
 * a bare `JSON.parse`, and `encode` beside `JSON.stringify`. Prints one JSON line. Run by `npm run bench -- schema`.
 */
const EVENTS = 200_000;
const ROUNDS = 7;

async function main(): Promise<void> {
  const contract = await loadContract(join(process.cwd(), 'libs/pipelines/clickstream/src/index.ts'));
  const model = contract.model('page_view');
  const ajv = new Ajv2020({ strict: true, keywords: ['x-pii'] });
  addFormats(ajv);
  const accepts = ajv.compile(jsonSchemaOf(model));
  const example = { ...exampleOf(model.fields), event_type: model.event, schema_version: model.version };
  const texts = Array.from({ length: 1_000 }, (_, index) =>
    JSON.stringify({ ...example, anonymous_id: `a-${index}` }),
  );
  const documents = texts.map((text) => JSON.parse(text) as Record<string, unknown>);
  const receivedAt = Date.parse('2015-05-17T10:05:03.000Z');
  const bytes = texts.map((text) => Buffer.from(text));
  const measured = compete({
    validate: (index) => contract.validate(documents[index] as never, receivedAt).ok,
    ajv: (index) => accepts(documents[index]),
    decode: (index) => contract.decode(bytes[index] as Buffer).ok,
    encode: (index) => contract.encode(documents[index] as never).length > 0,
    'JSON.stringify': (index) => Buffer.from(JSON.stringify(documents[index])).length > 0,
    'JSON.parse': (index) => typeof JSON.parse((bytes[index] as Buffer).toString()) === 'object',
  });
  process.stdout.write(
    `${JSON.stringify({ bench: 'validate', ...measured, 'validate / ajv': ratio(measured['validate'], measured['ajv']) })}\n`,
  );
}

/** Events a second of each contestant: the best of some rounds, in turns, so that a busy moment hits all alike. */
function compete(contestants: Record<string, (index: number) => boolean>): Record<string, number> {
  const best: Record<string, number> = {};
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const [name, run] of Object.entries(contestants)) {
      const start = process.cpuUsage();
      for (let index = 0; index < EVENTS; index++)
        if (!run(index % 1_000)) throw new Error(`${name} refused an event`);
      const { user, system } = process.cpuUsage(start);
      best[name] = Math.max(best[name] ?? 0, Math.round(EVENTS / ((user + system) / 1e6)));
    }
  }
  return best;
}

function ratio(a = 0, b = 1): number {
  return Math.round((a / b) * 100) / 100;
}

void main();
