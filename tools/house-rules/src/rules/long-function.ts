import { eachFile, type Rule } from '../rule';

/** Lines of a function that still fit on a screen; docstrings do not count. */
const MAX_LINES = 60;

export const longFunction: Rule = {
  name: 'long-function',
  bans: `functions of more than ${MAX_LINES} lines`,
  because: 'does not fit on a screen',
  instead: 'give its parts names of their own',
  check: eachFile((file) =>
    (file.facts?.functions ?? [])
      .filter(({ length }) => length > MAX_LINES)
      .map(({ name, line, length }) => ({ line, found: `${name} (${length} lines)` })),
  ),
  bad: [
    { 'libs/a/src/a.ts': `function long() {\n${'go();\n'.repeat(MAX_LINES)}}` },
    { 'libs/a/src/a.ts': `const long = () => {\n${'go();\n'.repeat(MAX_LINES)}}` },
    { 'spark/a.py': `def long():\n${'    go()\n'.repeat(MAX_LINES)}` },
  ],
  good: [
    { 'libs/a/src/a.ts': `function fits() {\n${'go();\n'.repeat(MAX_LINES - 2)}}` },
    { 'libs/a/src/a.spec.ts': `describe('x', () => {\n${'it("y", go);\n'.repeat(MAX_LINES)}});` },
    {
      'libs/a/src/testing/contract.ts': `export function contract(name) {\ndescribe(name, () => {\n${'it("y", go);\n'.repeat(MAX_LINES)}});\n}`,
    },
    { 'spark/a.py': `def fits():\n    """Told.\n${'    at length\n'.repeat(MAX_LINES)}    """\n    go()\n` },
  ],
};
