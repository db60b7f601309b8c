import type { Page, Piece } from './markdown';

/** Languages whose fences hold commands, with how a command line is told from output. */
const COMMANDS_OF: Readonly<Record<string, (line: string) => string | undefined>> = {
  sh: (line) => (line.startsWith('#') ? undefined : line),
  console: (line) => (line.startsWith('$ ') ? line.slice(2) : undefined),
};

const OURS = /^(npm|npx|nx|node)\s/;

/** The commands a page shows: in `sh` fences, after `$ ` in `console` fences, and in prose between back-ticks. */
export function commandsOf(page: Page): Piece[] {
  const fenced = page.fences.flatMap(({ language, text, line }) =>
    joinContinued(text).flatMap(({ text: content, offset }) => {
      const command = COMMANDS_OF[language]?.(content);
      return command ? [{ page: page.path, line: line + offset, text: command }] : [];
    }),
  );
  return [...fenced, ...page.spans]
    .flatMap((piece) => piece.text.split(/&&|;|\|/).map((text) => ({ ...piece, text: withoutNoise(text) })))
    .filter(({ text }) => OURS.test(text));
}

/** Lines that end in a backslash go on in the next one. */
function joinContinued(text: string): { text: string; offset: number }[] {
  const lines: { text: string; offset: number }[] = [];
  let isContinued = false;
  text.split('\n').forEach((content, offset) => {
    const last = lines.at(-1);
    if (isContinued && last) last.text += ` ${content.trim()}`;
    else lines.push({ text: content.trim(), offset });
    const current = lines.at(-1);
    isContinued = current?.text.endsWith('\\') ?? false;
    if (isContinued && current) current.text = current.text.slice(0, -1).trim();
  });
  return lines;
}

/** Drops variables set for the command, a comment behind it, and where its output goes. */
const withoutNoise = (text: string): string =>
  text
    .trim()
    .replace(/^(\w+=\S*\s+)+/, '')
    .replace(/\s+#.*$/, '')
    .replace(/\s+\d?>.*$/, '')
    .trim();
