/** Fresh variable names for generated code, so that no name of a field can collide with one of ours. */
export function freshNames(): () => string {
  let count = 0;
  return () => `v${count++}`;
}
