/** Statements with one purpose, in their order. */
export interface Section {
  readonly purpose: string;
  readonly statements: readonly string[];
}

/** Sections as a script that a worksheet or a SQL client runs. */
export function scriptOf(sections: readonly Section[]): string {
  return sections
    .map(({ purpose, statements }) => [`-- ${purpose}`, ...statements.map((sql) => `${sql};`)].join('\n'))
    .join('\n\n');
}
