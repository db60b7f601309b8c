/** Everything of interest on all pages of an answer of AWS. */
export async function allOf<P, T>(pages: AsyncIterable<P>, pick: (page: P) => readonly T[]): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...pick(page));
  return found;
}

/** The first that is of interest; pages after it are not asked for. */
export async function firstOf<P, T>(
  pages: AsyncIterable<P>,
  pick: (page: P) => T | undefined,
): Promise<T | undefined> {
  for await (const page of pages) {
    const found = pick(page);
    if (found !== undefined) return found;
  }
  return undefined;
}
