import { tests } from '../areas';
import { allOf, bannedText, bannedUses } from '../banned';
import type { Rule } from '../rule';

const runners = ['it', 'test', 'describe'];

export const skippedTest: Rule = {
  name: 'skipped-test',
  bans: 'skipped, focused and empty tests',
  because: 'is a test that cannot fail',
  instead: 'mend it or delete it',
  check: allOf(
    bannedUses(tests, {
      names: [
        ...runners.flatMap((runner) => ['skip', 'only', 'todo'].map((mark) => `${runner}.${mark}`)),
        ...['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe'],
      ],
    }),
    bannedText(tests, /@pytest\.mark\.(skip\b|xfail\b)/),
  ),
  bad: [
    { 'libs/a/src/a.spec.ts': "it.skip('x', () => undefined);" },
    { 'libs/a/src/a.spec.ts': "it.skip.each([1])('x', () => undefined);" },
    { 'libs/a/src/a.spec.ts': "describe.only('x', () => undefined);" },
    { 'spark/platform/tests/test_a.py': '@pytest.mark.skip\ndef test_a() -> None: ...\n' },
  ],
  good: [
    { 'libs/a/src/a.spec.ts': "it('x', () => undefined);" },
    { 'spark/platform/tests/test_a.py': '@pytest.mark.parametrize("a", [1])\ndef test_a(a): ...\n' },
  ],
};
