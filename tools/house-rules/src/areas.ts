/** A set of files by where they lie; rules apply to areas, never to files that were marked by hand. */
export type Area = (path: string) => boolean;

export const everywhere: Area = () => true;

/** Files in the folders given, each with its trailing slash. */
export const inside =
  (...folders: string[]): Area =>
  (path) =>
    folders.some((folder) => path.startsWith(folder));

export const matching =
  (pattern: RegExp): Area =>
  (path) =>
    pattern.test(path);

export const anyOf =
  (...areas: Area[]): Area =>
  (path) =>
    areas.some((area) => area(path));

export const except =
  (area: Area, ...exempt: Area[]): Area =>
  (path) =>
    area(path) && !anyOf(...exempt)(path);

/** Specs and what only they use. */
export const tests = anyOf(
  matching(/\.(spec|test)\.\w+$|(^|\/)testing\.ts$/),
  matching(/(^|\/)([\w-]+-)?(tests?|testing|e2e)\//),
  matching(/(^|\/)(test_\w+|conftest)\.py$/),
);

/** Where the content of rows and events is made: a replay must make the same bytes again. */
export const rowContent = inside('spark/', 'libs/schema/', 'libs/pipelines/', 'apps/producer/src/');

/** The rules must name what they ban. */
export const ruleTexts = inside('tools/house-rules/src/rules/');
