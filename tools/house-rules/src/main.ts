import { join } from 'node:path';
import { check } from './check';
import { readRepository } from './repository';
import { rules } from './rules';

const repository = readRepository(join(__dirname, '../../..'));
const breaches = check(repository, rules);
for (const breach of breaches) process.stderr.write(`${breach}\n`);
process.stdout.write(
  `${repository.files.length} files, ${rules.length} rules, ${breaches.length} breaches\n`,
);
process.exitCode = breaches.length > 0 ? 1 : 0;
