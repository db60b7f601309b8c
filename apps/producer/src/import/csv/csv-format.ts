import { parse, type ParseResult } from 'papaparse';
import { clickstream } from '@clickstream/pipeline-clickstream';
import { LineIds } from '../identity';
import type { ConvertedLine, LineFormat } from '../line-format';
import { readLines, type Line } from '../lines';
import { ABOUT_TIME, refusalOf } from '../verdict';
import { EventWriter, type EventDocument } from './event-writer';
import { badMapping, type Mapping } from './mapping';
import { RowJoiner, type RowState } from './rows';

export interface CsvInput {
  readonly mapping: Mapping;
  readonly mappingFile: string;
  readonly pipeline: string;
  /** Of the file, one character a byte (Latin-1): the names of its columns, unless the mapping has them. */
  readonly firstLine: string;
}

const REASONS: Readonly<Record<Exclude<RowState, 'whole'>, string>> = {
  open: 'a quote is opened and not closed',
  broken: 'a quote inside a quoted cell is not doubled',
};

/** The rows of a CSV (RFC 4180) as events, field by field as a mapping says. */
export class CsvFormat implements LineFormat {
  private readonly ids = new LineIds();
  private readonly columns: readonly string[];
  private readonly writer: EventWriter;
  private readonly hasHeader: boolean;

  /** @throws PlatformError BAD_MAPPING when the file lacks a column of it, or it does not suit the pipeline. */
  constructor(private readonly input: CsvInput) {
    const { mapping, mappingFile, firstLine, pipeline } = input;
    this.hasHeader = mapping.columns === undefined;
    if (this.hasHeader) this.ids.next(firstLine);
    this.columns = mapping.columns ?? this.cellsOf(decodeUtf8(firstLine) ?? '').data[0] ?? [];
    if (pipeline !== clickstream.pipeline && !mapping.fields['schema_version'])
      throw badMapping(
        mappingFile,
        `fields: schema_version is missing, and only that of "${clickstream.pipeline}" is known`,
      );
    this.writer = new EventWriter(mapping.fields, this.columns, mappingFile);
  }

  async *read(input: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
    const rows = new RowJoiner((text) => stateOf(this.cellsOf(text)));
    let before = this.hasHeader ? 1 : 0;
    for await (const lines of readLines(input)) {
      yield lines.slice(before).flatMap((line) => rows.add(line));
      before = Math.max(0, before - lines.length);
    }
    yield rows.end();
  }

  convert({ text }: Line): ConvertedLine {
    const eventId = this.ids.next(text);
    const row = decodeUtf8(text);
    if (row === undefined) return { reason: 'not valid UTF-8' };
    const parsed = this.cellsOf(row);
    const state = stateOf(parsed);
    if (state !== 'whole') return { reason: REASONS[state] };
    const cells = parsed.data[0] ?? [''];
    if (cells.length !== this.columns.length)
      return { reason: `${cells.length} cells for ${this.columns.length} columns` };
    const written = this.writer.write(cells, eventId);
    return 'reason' in written ? written : this.recordOf(written.event);
  }

  private recordOf(event: EventDocument): ConvertedLine {
    const { anonymous_id: key, sent_at: sentAt } = event;
    const receivedAt = Date.parse(String(sentAt));
    if (typeof key !== 'string' || key === '') return { reason: 'no anonymous_id' };
    if (Number.isNaN(receivedAt))
      return { reason: 'no sent_at or occurred_at like 2015-05-17T10:05:03.120Z' };
    const value = JSON.stringify(event);
    // What the contract refuses but for the clocks, the mapping can mend.
    const refusal =
      this.input.pipeline === clickstream.pipeline ? refusalOf(value, receivedAt, ABOUT_TIME) : undefined;
    return refusal ? { reason: refusal } : { key, value, headers: { received_at: String(receivedAt) } };
  }

  private cellsOf(row: string): ParseResult<string[]> {
    // The end of a line is inside a quoted cell here, so the library is not to look for rows.
    return parse<string[]>(row, { delimiter: this.input.mapping.delimiter, newline: '\n' });
  }
}

/** A file by a spreadsheet may begin with a byte order mark; it is no part of the first name. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined; // the caller says what is wrong with the row
  }
}

function stateOf({ errors, data }: ParseResult<string[]>): RowState {
  if (errors.some(({ code }) => code === 'InvalidQuotes')) return 'broken';
  if (errors.some(({ code }) => code === 'MissingQuotes')) return 'open';
  return data.length > 1 ? 'broken' : 'whole';
}
