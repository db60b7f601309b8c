/** @param named A piece like "`a/b.spec.ts`, "words of the title"". @returns What is wrong with it, or undefined. */
export function wrongTest(named: string, read: (file: string) => string | undefined): string | undefined {
  const [, file = '', words = ''] = /^`([^`]+)`, "([^"]+)"$/.exec(named) ?? [];
  const source = read(file);
  if (source === undefined) return `there is no ${file}`;
  // Python's titles are names: test_a_batch_is_run_again.
  return source.replaceAll('_', ' ').includes(words) ? undefined : `no test of ${file} is called so`;
}
