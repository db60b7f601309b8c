/** A piece of a page, with where it stands. */
export interface Piece {
  readonly page: string;
  /** Counted from 1; of a fence, its first line inside. */
  readonly line: number;
  readonly text: string;
}

export interface Fence extends Piece {
  /** The first word after the back-ticks: `sh`, `json` ... */
  readonly language: string;
  /** The words after it: `run`, `schema=...`. */
  readonly marks: readonly string[];
}

export interface Page {
  readonly path: string;
  readonly fences: readonly Fence[];
  /** Text between single back-ticks, outside fences. */
  readonly spans: readonly Piece[];
  /** Targets of `[text](target)`, outside fences. */
  readonly links: readonly Piece[];
  /** A test file in single back-ticks, followed by words of a test's title in quotes. */
  readonly tests: readonly Piece[];
  /** Anchors that a link may name, as GitHub makes them from headings. */
  readonly anchors: ReadonlySet<string>;
}

/** Splits a Markdown page into what can be checked. */
export function readPage(path: string, text: string): Page {
  const fences: Fence[] = [];
  const prose: Piece[] = [];
  let open: { mark: string; info: string; line: number; body: string[] } | undefined;
  text.split('\n').forEach((content, index) => {
    const line = index + 1;
    const mark = /^\s*(```+|~~~+)(.*)$/.exec(content);
    if (open && mark?.[1]?.startsWith(open.mark) && !mark[2]?.trim()) {
      const [language = '', ...marks] = open.info.trim().split(/\s+/);
      fences.push({ page: path, line: open.line + 1, text: open.body.join('\n'), language, marks });
      open = undefined;
    } else if (open) open.body.push(content);
    else if (mark) open = { mark: mark[1] ?? '', info: mark[2] ?? '', line, body: [] };
    else prose.push({ page: path, line, text: content });
  });
  if (open) throw new Error(`${path}:${open.line}  the fence is never closed`);
  return {
    path,
    fences,
    spans: captures(prose, /`([^`]+)`/g),
    tests: captures(prose, /(`[^`]+[.](?:spec[.]ts|py)`, "[^"]+")/g),
    links: captures(prose, /\[[^\]]*\]\(([^)\s]+)\)/g),
    anchors: new Set(captures(prose, /^#+\s+(.+)$/g).map((heading) => slug(heading.text))),
  };
}

const captures = (pieces: Piece[], pattern: RegExp): Piece[] =>
  pieces.flatMap((piece) =>
    [...piece.text.matchAll(pattern)].map((match) => ({ ...piece, text: match[1] ?? '' })),
  );

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
