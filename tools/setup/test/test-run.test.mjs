import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addUp, counts } from '../src/test-run.mjs';

test('adds up the reports of Jest and of JUnit writers', () => {
  const jest = counts('{"passed":3,"failed":1,"skipped":0}');
  const junit = counts(
    '<testsuites><testsuite tests="3"><testcase name="a"/><testcase name="b"><failure message="no">x</failure></testcase>' +
      '<testcase name="c"><skipped/></testcase></testsuite></testsuites>',
  );
  assert.deepEqual(addUp([jest, junit]), { passed: 4, failed: 2, skipped: 1 });
});
