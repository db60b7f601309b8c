import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { choice, group, integer, money, optional, text } from './builder';
import { check, type CheckReport } from './check';
import { PipelineContract, defineEvent } from './contract';
import { envelope } from './envelope';
import { filesAt } from './git';
import { modelText } from './published';
import { renderCheck } from './report';
import { move, remove, type Upcast } from './upcast';
import { versionsOf } from './published';

const time = { latenessMs: 1, futureMs: 1, dedupHorizonMs: 1, sessionGapMs: 1 };
const field = (doc = 'Doc.', max = 10) => text({ doc, example: 'x', max });
const state = (...values: [string, ...string[]]) => choice(values, { doc: 'State.', example: values[0] });

interface Definition {
  readonly envelope?: Record<string, z.ZodType>;
  readonly properties?: Record<string, z.ZodType>;
  readonly upcasts?: readonly Upcast[];
}

const PROPERTIES = {
  kept: field(),
  note: optional(field()),
  state: state('open', 'closed'),
  count: integer({ doc: 'Count.', example: 1, min: 0, max: 9 }),
  price: money({ doc: 'Price.', example: '1' }),
};

function contract({
  envelope: more = {},
  properties = PROPERTIES,
  upcasts = [],
}: Definition): PipelineContract {
  const event = defineEvent({
    name: 'order',
    doc: 'An order.',
    envelope: { ...envelope, ...more },
    properties: group(properties, { doc: 'Properties.' }),
    upcasts,
  });
  return new PipelineContract('orders', time, [event]);
}

function publishedAs(definition: PipelineContract, version: string): Map<string, string> {
  const model = { ...definition.model('order'), version };
  return new Map([[`order/${version}.json`, modelText(model)]]);
}

const base = publishedAs(contract({}), '1.0.0');
const judged = (definition: Definition): CheckReport => check(contract(definition), base, base);
const { kept, note, ...rest } = PROPERTIES;

describe('schema-check', () => {
  it.each<
    [string, Definition, { ok: boolean; topic: string; warehouse: string; to: string; change: string }]
  >([
    ['nothing', {}, { ok: true, topic: 'none', warehouse: 'none', to: '1.0.0', change: '' }],
    [
      'an optional property',
      { properties: { ...PROPERTIES, extra: optional(field()) } },
      {
        ok: true,
        topic: 'minor',
        warehouse: 'none',
        to: '1.1.0',
        change: 'properties.extra added, optional',
      },
    ],
    [
      'an optional field of the envelope',
      { envelope: { tenant: optional(field()) } },
      { ok: true, topic: 'minor', warehouse: 'minor', to: '1.1.0', change: 'tenant added, optional' },
    ],
    [
      'a required property',
      { properties: { ...PROPERTIES, extra: field() } },
      {
        ok: false,
        topic: 'major',
        warehouse: 'none',
        to: '2.0.0',
        change: 'properties.extra added, required',
      },
    ],
    [
      'another value of a choice',
      { properties: { ...PROPERTIES, state: state('open', 'closed', 'lost') } },
      {
        ok: true,
        topic: 'minor',
        warehouse: 'none',
        to: '1.1.0',
        change: 'properties.state widened: + lost',
      },
    ],
    [
      'a value less of a choice',
      { properties: { ...PROPERTIES, state: state('open') } },
      {
        ok: false,
        topic: 'major',
        warehouse: 'none',
        to: '2.0.0',
        change: 'properties.state narrowed: - closed',
      },
    ],
    [
      'a new name',
      { properties: { renamed: kept, note, ...rest } },
      {
        ok: false,
        topic: 'major',
        warehouse: 'none',
        to: '2.0.0',
        change: 'properties.kept renamed to renamed',
      },
    ],
    [
      'a removed optional field',
      { properties: { kept, ...rest } },
      { ok: false, topic: 'major', warehouse: 'none', to: '2.0.0', change: 'properties.note removed' },
    ],
    [
      'a field that is required now',
      { properties: { ...PROPERTIES, note: field() } },
      { ok: false, topic: 'major', warehouse: 'none', to: '2.0.0', change: 'properties.note now required' },
    ],
    [
      'a field that is optional now',
      { properties: { ...PROPERTIES, kept: optional(field()) } },
      { ok: true, topic: 'minor', warehouse: 'none', to: '1.1.0', change: 'properties.kept now optional' },
    ],
    [
      'other words',
      { properties: { ...PROPERTIES, kept: field('Other words.') } },
      {
        ok: true,
        topic: 'patch',
        warehouse: 'none',
        to: '1.0.1',
        change: 'properties.kept description or example reworded',
      },
    ],
    [
      'a shorter text',
      { properties: { ...PROPERTIES, kept: field('Doc.', 9) } },
      {
        ok: false,
        topic: 'major',
        warehouse: 'none',
        to: '2.0.0',
        change: 'properties.kept narrowed: a string of 1 to 10 characters -> a string of 1 to 9 characters',
      },
    ],
    [
      'another type',
      { properties: { ...PROPERTIES, count: text({ doc: 'Count.', example: '1', max: 10 }) } },
      {
        ok: false,
        topic: 'major',
        warehouse: 'none',
        to: '2.0.0',
        change:
          'properties.count description or example reworded; ' +
          'properties.count type: a whole number from 0 to 9 -> a string of 1 to 10 characters',
      },
    ],
    [
      'an upcast for a new name',
      {
        properties: { renamed: kept, note, ...rest },
        upcasts: [[move('properties.kept', 'properties.renamed')]],
      },
      {
        ok: true,
        topic: 'major',
        warehouse: 'none',
        to: '2.0.0',
        change: 'properties.kept renamed to renamed',
      },
    ],
  ])('judges %s', (_, definition, expected) => {
    const { ok, topic, warehouse, events } = judged(definition);
    const [event] = events;
    const change = event?.changes.map((each) => `${each.field} ${each.change}`).join('; ') ?? '';
    expect({ ok, topic, warehouse, to: event?.to, change }).toEqual(expected);
  });

  it('says in one screen what a breaking change does to everybody', () => {
    expect(renderCheck(judged({ properties: { ...PROPERTIES, extra: field() } }))).toMatchInlineSnapshot(`
      "order 1.0.0 -> 2.0.0 (major, refused)
      ┌────────────────────────┬────────────────────────┬───────┬──────────────────────────────┬──────────────────────────────────────────────┐
      │ field                  │ change                 │ needs │ why                          │ what to do                                   │
      ├────────────────────────┼────────────────────────┼───────┼──────────────────────────────┼──────────────────────────────────────────────┤
      │ properties.extra       │ added, required        │ major │ events of producers that do  │ make it optional, or declare upcasts:        │
      │                        │                        │       │ not know it yet would be     │ [[fillIn('properties.extra', ...)]]          │
      │                        │                        │       │ refused                      │                                              │
      └────────────────────────┴────────────────────────┴───────┴──────────────────────────────┴──────────────────────────────────────────────┘

      producers  what they send today would be refused
      Spark      would set aside what is valid today; nothing is compiled until an upcast says how to read it
      tables     no column changes; properties are one JSON column
      warehouse  no column changes

      REFUSED  topic: major, warehouse: none
      "
    `);
  });

  it('says in one screen what an optional field does to everybody', () => {
    expect(renderCheck(judged({ envelope: { tenant: optional(field()) } }))).toMatchInlineSnapshot(`
      "order 1.0.0 -> 1.1.0 (minor)
      ┌────────────────────────┬────────────────────────┬───────┬──────────────────────────────┬──────────────────────────────────────────────┐
      │ field                  │ change                 │ needs │ why                          │ what to do                                   │
      ├────────────────────────┼────────────────────────┼───────┼──────────────────────────────┼──────────────────────────────────────────────┤
      │ tenant                 │ added, optional        │ minor │ nobody has to send it        │ publish                                      │
      └────────────────────────┴────────────────────────┴───────┴──────────────────────────────┴──────────────────────────────────────────────┘

      columns of events_orders and of the warehouse
      ┌────────────────────────┬────────────────────────┬───────┬──────────────────────────────┬──────────────────────────────────────────────┐
      │ column                 │ change                 │ needs │ why                          │ what to do                                   │
      ├────────────────────────┼────────────────────────┼───────┼──────────────────────────────┼──────────────────────────────────────────────┤
      │ tenant                 │ added: string          │ minor │ old rows read NULL           │ nothing: the streams add it                  │
      └────────────────────────┴────────────────────────┴───────┴──────────────────────────────┴──────────────────────────────────────────────┘

      producers  old ones go on as they are; new ones after the streams are deployed
      Spark      accepts order 1.1.0 once deployed; until then such events are set aside as unsupported_version and stay in raw
      tables     1 column(s) change (minor)
      warehouse  tenant: added: string

      ok  topic: minor, warehouse: minor. Next: nx run pipeline-orders:schema-publish
      "
    `);
  });

  it('refuses a column that changes its type, also with a new major version', () => {
    const before = publishedAs(contract({ envelope: { tenant: optional(field()) } }), '1.0.0');
    const after = contract({
      envelope: { tenant: optional(integer({ doc: 'Doc.', example: 1 })) },
      upcasts: [[remove('tenant')]],
    });
    const report = check(after, before, before);
    expect([report.ok, report.warehouse, report.columns]).toEqual([
      false,
      'major',
      [expect.objectContaining({ column: 'tenant', change: 'string -> long', impossible: true })],
    ]);
  });

  it('counts a dropped and a narrowed column as a major change of the warehouse', () => {
    const before = publishedAs(contract({ envelope: { tenant: optional(field()) } }), '1.0.0');
    const report = check(contract({ upcasts: [[remove('tenant')]] }), before, before);
    expect([report.ok, report.warehouse]).toEqual([true, 'major']);
  });

  it('fails for a published version that was rewritten, deleted or numbered too low', () => {
    const rewritten = new Map([['order/1.0.0.json', base.get('order/1.0.0.json') + '\n']]);
    const tooLow = new Map([
      ...base,
      ...publishedAs(contract({ properties: { ...PROPERTIES, extra: optional(field()) } }), '1.0.1'),
    ]);
    const problems = [rewritten, new Map<string, string>(), tooLow].map((files) =>
      check(contract({}), files, base).violations.map(({ file, problem }) => `${file}: ${problem}`),
    );
    expect(problems).toEqual([
      ['order/1.0.0.json: a published version was rewritten'],
      ['order/1.0.0.json: a published version was deleted'],
      ['order/1.0.1.json: the change from 1.0.0 is minor'],
    ]);
  });

  it('fails when an event that was published is no longer defined', () => {
    const files = new Map([
      ...base,
      ['gone/1.0.0.json', [...base.values()][0]?.replace('"order"', '"gone"') ?? ''],
    ]);
    expect(check(contract({}), files, files)).toMatchObject({ ok: false, violations: [{ file: 'gone/' }] });
  });

  it('keeps the versions of older majors readable', () => {
    const definition = contract({
      properties: { renamed: kept, note, ...rest },
      upcasts: [[move('properties.kept', 'properties.renamed')]],
    });
    const files = new Map([
      ...base,
      ...publishedAs(contract({ properties: { ...PROPERTIES, extra: optional(field()) } }), '1.1.0'),
    ]);
    const published = new Map([['order', [...files.values()].map((file) => JSON.parse(file))]]);
    expect(versionsOf(definition, published)['order']).toMatchObject({
      current: '2.0.0',
      accepted: ['2.0.0'],
      earlier: [{ model: { version: '1.1.0' }, accepted: ['1.0.0', '1.1.0'] }],
    });
  });
});

describe('files at a git ref', () => {
  let workspace: string;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, stdio: 'pipe' });
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'check-'));
    git('init', '-q', '-b', 'main');
    git('config', 'user.email', 'a@b.c');
    git('config', 'user.name', 'a');
    for (const [path, content] of [
      ['c/order/1.0.0.json', 'one'],
      ['other', 'x'],
    ] as const) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), content);
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
  });
  afterEach(() => rmSync(workspace, { recursive: true }));

  it('are read without touching the work tree', () => {
    writeFileSync(join(workspace, 'c/order/1.0.0.json'), 'changed');
    expect(filesAt(workspace, 'main', 'c')).toEqual(new Map([['order/1.0.0.json', 'one']]));
    expect(filesAt(workspace, 'main', 'nowhere')).toEqual(new Map());
  });

  it('are refused for a ref that git does not know', () => {
    expect(() => filesAt(workspace, 'nope', 'c')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_REF', exitCode: 2 }),
    );
  });
});
