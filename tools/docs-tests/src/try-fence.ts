import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import ts from 'typescript';
import type { Fence } from './markdown';
import { workspace } from './workspace';

/** A fence that takes longer belongs into the end-to-end tests. */
const DEADLINE_MS = 60_000;

/**
 * Tries a fence by its language and marks: `sh run` is run, `json` is parsed, `json schema=<path>` is validated,
 * `ts` is compiled against the workspace. Other fences hold nothing that could be wrong by itself.
 *
 * @throws Error that says what failed.
 */
export function tryFence({ language, marks, text }: Fence): void {
  if (language === 'sh' && marks.includes('run')) run(text);
  if (language === 'ts') compile(text);
  if (language === 'json') {
    const document: unknown = JSON.parse(text);
    const schema = marks.find((mark) => mark.startsWith('schema='))?.slice('schema='.length);
    if (schema) validate(schema, document);
  }
}

function run(script: string): void {
  execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: workspace,
    stdio: 'pipe',
    timeout: DEADLINE_MS,
  });
}

function validate(schemaPath: string, document: unknown): void {
  const schema = JSON.parse(readFileSync(join(workspace, schemaPath), 'utf8')) as object;
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats(ajv);
  if (!ajv.validate(schema, document)) throw new Error(`${schemaPath}: ${ajv.errorsText()}`);
}

function compile(text: string): void {
  const config = ts.readConfigFile(join(workspace, 'tsconfig.base.json'), ts.sys.readFile).config as object;
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, workspace);
  const host = ts.createCompilerHost(options);
  const file = join(workspace, 'fence.ts');
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, version, ...rest) =>
    path === file ? ts.createSourceFile(path, text, version) : getSourceFile(path, version, ...rest);
  // A fence shows a use, it need not use what it declares.
  const shown = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const [first] = ts.getPreEmitDiagnostics(ts.createProgram([file], shown, host));
  if (first) throw new Error(ts.flattenDiagnosticMessageText(first.messageText, '\n'));
}
