import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSuite, suitesOf, usage } from '../src/bench.mjs';

const suites = suitesOf({
  loader: { data: { targets: { test: {}, 'bench-rows': { metadata: { description: 'Rows a second.' } } } } },
  events: { data: { targets: { bench: {}, benchmark: {} } } },
  empty: { data: {} },
});

test('finds a suite by its target, and a plain one by its project', () => {
  assert.deepEqual(suites, [
    { suite: 'events', project: 'events', target: 'bench', description: '' },
    { suite: 'rows', project: 'loader', target: 'bench-rows', description: 'Rows a second.' },
  ]);
  assert.equal(findSuite(suites, 'rows').project, 'loader');
});

test('refuses an unknown suite and names those there are', () => {
  assert.throws(() => findSuite(suites, 'nope'), {
    message: 'there is no bench "nope"',
    next: 'use one of: events, rows',
    exitCode: 2,
  });
});

test('lists each suite with what it measures', () => {
  assert.match(usage(suites), /^ {2}rows {4}Rows a second\.$/m);
});
