import type { Repository } from './repository';
import type { Finding, Rule } from './rule';

/** One line for each breach of each rule, in the order of the rules. */
export function check(repository: Repository, rules: readonly Rule[]): string[] {
  return rules.flatMap((rule) => rule.check(repository).map((finding) => line(rule, finding)));
}

const line = ({ name, because, instead }: Rule, { path, line: at, found }: Finding): string =>
  `${path}:${at}  ${found}  ${because}. Instead: ${instead} [${name}]`;
