import { createHash } from 'node:crypto';
import { CsvFormat } from './csv/csv-format';
import { readMapping } from './csv/mapping';
import type { LineFormat } from './line-format';
import { openInput } from './open-input';
import { firstLinesOf, recogniseFormat } from './recognise';

export interface OpenedFormat {
  readonly format: LineFormat;
  /** What tells this file from others: it may grow, but not begin in another way. */
  readonly identity: Readonly<Record<string, string>>;
}

/**
 * The format of a file: a CSV when there is a mapping, else what its first line says.
 *
 * @throws PlatformError INPUT_UNREADABLE, INPUT_DAMAGED, NO_PAGE_VIEWS, MAPPING_UNREADABLE, BAD_MAPPING.
 */
export async function openFormat(
  file: string,
  pipeline: string,
  { mapping: mappingFile, unchecked }: { readonly mapping?: string; readonly unchecked?: boolean } = {},
): Promise<OpenedFormat> {
  const [firstLine = '', second = ''] = await firstLinesOf(openInput(file), 2);
  if (mappingFile === undefined)
    return {
      format: recogniseFormat(firstLine, pipeline, unchecked),
      identity: { begins: sha256(Buffer.from(firstLine, 'latin1')) },
    };
  const mapping = readMapping(mappingFile);
  return {
    format: new CsvFormat({ mapping, mappingFile, pipeline, firstLine }),
    // The header is that of every export, and another mapping makes other events of the same rows.
    identity: {
      begins: sha256(Buffer.from(`${firstLine}\n${second}`, 'latin1')),
      mapping: sha256(JSON.stringify(mapping)),
    },
  };
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
