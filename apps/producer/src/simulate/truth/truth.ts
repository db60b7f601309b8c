import { hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { totalOf } from '../traffic/document';
import type { TrafficRecord } from '../traffic/record';
import { iso, minuteKey, minuteOf, sessionsOf, type Counted } from './groups';

export interface TruthSummary {
  readonly records: number;
  /** Records by fate; those set aside by their kind. */
  readonly fates: Readonly<Record<string, number>>;
  readonly sessions: { readonly curated: number; readonly final: number };
  readonly minutes: { readonly curated: number; readonly final: number };
}

/** What sessions and minutes count: `curated` what the stream sees, `final` late events as well. */
type Stage = 'curated' | 'final';

const CHUNK = 1_000;
const SUMMARY = 'summary.json';

/**
 * The right answer for simulated traffic, as files of a folder; docs/producer.md has their format. It is made from what
 * the simulation decided, never by judging the bytes: it shares no code with the contract or with Spark.
 */
export class Truth {
  private readonly file: number;
  private readonly lines: string[] = [];
  private readonly fates = new Map<string, number>();
  private readonly counted: { readonly event: Counted; readonly late: boolean }[] = [];
  private records = 0;

  constructor(
    private readonly folder: string,
    private readonly rules: { readonly pipeline: string; readonly sessionGapMs: number },
  ) {
    mkdirSync(folder, { recursive: true });
    // It stands for a truth that is whole.
    rmSync(join(folder, SUMMARY), { force: true });
    this.file = openSync(join(folder, 'records.ndjson'), 'w');
  }

  add(record: TrafficRecord): void {
    const { number, partition, ordinal, key, value, draft, fate } = record;
    const { visitor, action } = draft;
    this.records++;
    const name = fate.fate === 'set_aside' ? fate.kind : fate.fate;
    this.fates.set(name, (this.fates.get(name) ?? 0) + 1);
    const late = name === 'late';
    if (late || name === 'curated') this.counted.push({ event: countedOf(record), late });
    this.lines.push(
      JSON.stringify({
        record: number,
        partition,
        ordinal,
        key,
        received_at: draft.receivedAt,
        event_id: draft.eventId,
        seq: draft.seq,
        event_type: action.type,
        occurred_at: iso(draft.occurredAt),
        page_path: action.page.path,
        user_id: visitor.userId,
        campaign: visitor.campaign,
        sha256: hash('sha256', value, 'hex'),
        ...fate,
      }),
    );
    if (this.lines.length === CHUNK) this.flush();
  }

  /** Writes what needs the whole: sessions, minutes, and the summary with what is given. */
  finish(about: Readonly<Record<string, unknown>>): TruthSummary {
    this.flush();
    closeSync(this.file);
    const curated = this.stage('curated');
    const final = this.stage('final');
    const summary: TruthSummary = {
      records: this.records,
      fates: Object.fromEntries([...this.fates].sort(([a], [b]) => (a < b ? -1 : 1))),
      sessions: { curated: curated.sessions, final: final.sessions },
      minutes: { curated: curated.minutes, final: final.minutes },
    };
    writeFileSync(join(this.folder, SUMMARY), `${JSON.stringify({ ...about, ...summary }, null, 2)}\n`);
    return summary;
  }

  private stage(stage: Stage): { sessions: number; minutes: number } {
    const events = this.counted.filter(({ late }) => stage === 'final' || !late).map(({ event }) => event);
    const { pipeline, sessionGapMs } = this.rules;
    const byVisitor = grouped(events, ({ visitor }) => visitor);
    const sessions = byVisitor.flatMap((group) => sessionsOf(pipeline, sessionGapMs, group));
    const minutes = grouped(events, minuteKey).map(minuteOf);
    writeLines(join(this.folder, `sessions.${stage}.ndjson`), sessions);
    writeLines(join(this.folder, `minutes.${stage}.ndjson`), minutes);
    return { sessions: sessions.length, minutes: minutes.length };
  }

  private flush(): void {
    if (this.lines.length > 0) writeSync(this.file, `${this.lines.join('\n')}\n`);
    this.lines.length = 0;
  }
}

function countedOf({ draft }: TrafficRecord): Counted {
  const { visitor, eventId, action, occurredAt } = draft;
  const cents = action.type === 'purchase' ? totalOf(action.items) : undefined;
  return { visitor: visitor.id, eventId, type: action.type, path: action.page.path, at: occurredAt, cents };
}

function grouped(events: readonly Counted[], keyOf: (event: Counted) => string): Counted[][] {
  const groups = new Map<string, Counted[]>();
  for (const event of events) {
    const key = keyOf(event);
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return [...groups.values()];
}

function writeLines(path: string, rows: readonly object[]): void {
  const file = openSync(path, 'w');
  for (let start = 0; start < rows.length; start += CHUNK)
    writeSync(
      file,
      rows
        .slice(start, start + CHUNK)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
  closeSync(file);
}
