import type { Area } from './areas';
import { eachFile, type Finding, type Rule } from './rule';
import { except, ruleTexts } from './areas';
import type { SourceFile } from './repository';
import type { Use } from './facts/facts';

export interface BannedUses {
  /** Full dotted names as in {@link Use}; one that starts with a dot is a method of anything. */
  readonly names: readonly string[];
  /** Narrows the uses of those names that are meant. */
  readonly when?: (use: Use) => boolean;
}

type LineFinding = Omit<Finding, 'path'>;

/** Finds the use of names in the programs of an area. */
export function bannedUses(area: Area, { names, when = () => true }: BannedUses): Rule['check'] {
  const isMeant = (use: string) => (name: string) =>
    use === name || use.startsWith(`${name}.`) || (name.startsWith('.') && use.endsWith(name));
  const isBanned = (use: Use): boolean => names.some(isMeant(use.name)) && when(use);
  return eachFile((file) =>
    area(file.path)
      ? (file.facts?.uses ?? []).filter(isBanned).map(({ name, line }) => ({ line, found: name }))
      : [],
  );
}

/** Finds a pattern in the text that programs hold as data, and in whole files that are no programs. */
export function bannedStrings(area: Area, pattern: RegExp): Rule['check'] {
  return eachFile((file) => {
    if (!except(area, ruleTexts)(file.path)) return [];
    if (!file.facts) return matchesIn(file.text, pattern);
    return file.facts.strings.flatMap(({ text, line }) =>
      matchesIn(text, pattern).map((match) => ({ ...match, line: line + match.line - 1 })),
    );
  });
}

/** Finds a pattern in whole files, comments included. */
export function bannedText(area: Area, pattern: RegExp): Rule['check'] {
  return eachFile((file: SourceFile) =>
    except(area, ruleTexts)(file.path) ? matchesIn(file.text, pattern) : [],
  );
}

/** All of several checks. */
export const allOf =
  (...checks: Rule['check'][]): Rule['check'] =>
  (repository) =>
    checks.flatMap((check) => check(repository));

function matchesIn(text: string, pattern: RegExp): LineFinding[] {
  return text.split('\n').flatMap((content, index) =>
    [...content.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map((match) => ({
      line: index + 1,
      found: match[0].trim(),
    })),
  );
}
