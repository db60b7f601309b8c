import { commonParent, type Upcast, type UpcastStep } from './upcast';

type Json = Record<string, unknown>;

/** The event in the current shape; the document itself is left as it is. */
export function applyUpcasts(upcasts: readonly Upcast[], document: Json): Json {
  const event = structuredClone(document);
  for (const step of upcasts.flat()) applyStep(step, event);
  return event;
}

function applyStep(step: UpcastStep, event: Json): void {
  switch (step.op) {
    case 'move': {
      const { parent, from, to } = commonParent(step.from, step.to);
      return forEach(event, parent, (object) => moveWithin(object, from, to));
    }
    case 'remove':
      return at(event, step.path, (object, key) => {
        delete object[key];
      });
    case 'fillIn':
      return at(event, step.path, (object, key) => {
        object[key] ??= step.value;
      });
    case 'mapValues':
      return at(event, step.path, (object, key) => {
        const value = object[key];
        if (typeof value === 'string')
          object[key] = Object.hasOwn(step.values, value) ? step.values[value] : value;
      });
  }
}

function moveWithin(object: Json, from: readonly string[], to: readonly string[]): void {
  const source = descend(object, from);
  const key = from.at(-1) ?? '';
  const value = source?.[key];
  if (source) delete source[key];
  if (value === undefined || value === null) return;
  let target = object;
  for (const name of to.slice(0, -1)) target = (target[name] ??= {}) as Json;
  target[to.at(-1) ?? ''] = value;
}

function descend(object: Json, path: readonly string[]): Json | undefined {
  return path
    .slice(0, -1)
    .reduce<Json | undefined>((inner, name) => inner?.[name] as Json | undefined, object);
}

function at(event: Json, path: string, change: (object: Json, key: string) => void): void {
  const names = path.split('.');
  forEach(event, names.slice(0, -1), (object) => change(object, names.at(-1) ?? ''));
}

/** Calls back for the object at a path, or for each item where the path goes through a list. */
function forEach(value: unknown, path: readonly string[], change: (object: Json) => void): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) return value.forEach((item) => forEach(item, path, change));
  const [name, ...rest] = path;
  if (name === undefined) change(value as Json);
  else forEach((value as Json)[name], rest, change);
}
