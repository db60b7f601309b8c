import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findWorkspace } from './home';
import { referencePage } from './reference';

writeFileSync(join(findWorkspace(), 'docs', 'configuration.md'), referencePage());
