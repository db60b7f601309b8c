import { refuse } from './refuse';

/**
 * The regular expressions whose meaning is equal in JavaScript (flag u) and in Java: ASCII literals, classes, groups
 * `(?:..)`, alternation and greedy quantifiers. Left out on purpose: `.` `\s` `\w` `\b` `^` `$` (they differ on line
 * ends and Unicode), look-around, back-references, class intersections, possessive and lazy quantifiers.
 */
const TOKEN =
  /\[\^?(?:[A-Za-z0-9 _,:;.@%+/*~!#$()|?{}='"<>-])+\]|\(\?:|[)|]|[A-Za-z0-9 _,:;@%/~!#='"<>-]|(?:[?*+]|\{\d+(?:,\d*)?\})(?![?+*{])/y;

/** Java's engine recurses for each round of a group: a longer text could end a Spark task with a stack overflow. */
const MOST_CHARACTERS = 1_024;

/**
 * @param max Most characters of the texts it is for.
 * @throws PlatformError CONTRACT_RULE_REFUSED that shows the first part outside the subset.
 */
export function checkPattern(pattern: string, max: number, where: string): void {
  if (max > MOST_CHARACTERS) {
    throw refuse(
      `a pattern on ${max} characters is not safe in Java`,
      where,
      `set max to ${MOST_CHARACTERS} or less`,
    );
  }
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.length) {
    const at = TOKEN.lastIndex;
    if (!TOKEN.test(pattern)) {
      throw refuse(
        `pattern ${pattern} has no equal meaning in Java and JavaScript from "${pattern.slice(at)}"`,
        where,
        'use ASCII literals, [classes], (?:groups), | and ? * + {m,n}; write a dot as [.]',
      );
    }
  }
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
  } catch (cause) {
    throw refuse(`pattern ${pattern} is no regular expression`, where, 'correct it', cause);
  }
}
