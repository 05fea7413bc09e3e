import { invalid } from "../refusal";
import type { Thing, World } from "./world";

type Fields = Record<string, unknown>;

/** Fields that are absent until asked for. */
export type Includables = Record<string, (thing: never, world: World) => unknown>;

/** The answer with what `expand` names: an id becomes its object, an absent field is filled in. */
export function expand(world: World, includables: Includables, answer: object, paths: string[]): object {
  const copy = structuredClone(answer) as Fields;
  for (const path of paths) expandPath(world, includables, copy, path.split("."), path);
  return copy;
}

function expandPath(world: World, includables: Includables, fields: Fields, keys: string[], path: string): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (key === "data" && Array.isArray(fields.data)) {
    for (const item of fields.data) expandPath(world, includables, item as Fields, rest, path);
    return;
  }
  const include = includables[`${String(fields.object)}.${key}`];
  if (include && fields[key] === undefined) fields[key] = structuredClone(include(fields as never, world));
  const value = fields[key];
  if (value === undefined) throw invalid(`This property cannot be expanded (${path}).`, "expand");
  if (value === null) return;
  if (typeof value === "string") {
    const thing: Thing | undefined = world.lookUp(value);
    if (!thing) throw invalid(`This property cannot be expanded (${path}).`, "expand");
    fields[key] = structuredClone(thing);
  }
  for (const item of Array.isArray(fields[key]) ? fields[key] : [fields[key]]) {
    expandPath(world, includables, item as Fields, rest, path);
  }
}
