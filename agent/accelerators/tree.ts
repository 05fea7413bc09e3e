/** A tool's nested output: XML elements, or headings and their indented lines. */
export interface Tree {
  name: string;
  attributes: string;
  value: string | null;
  children: Tree[];
  /** `lost`: its end is missing though more follows, so what stands in it may belong elsewhere. `cut`: the output ends in it. */
  end: "whole" | "cut" | "lost";
}

export const newTree = (name: string, attributes = ""): Tree => ({
  name,
  attributes,
  value: null,
  children: [],
  end: "cut",
});

/** The one value at a path; null where there is none, where there are several that differ, and where a part of the path is lost. */
export function valueAt(tree: Tree, path: string): string | null {
  const found = treesAt(tree, path).filter(({ end }) => end !== "lost");
  const values = new Set(found.filter(({ end }) => end === "whole").map(({ value }) => value));
  return values.size === 1 ? ([...values][0] ?? null) : null;
}

export function treesAt(tree: Tree, path: string): Tree[] {
  let found = [tree];
  for (const name of path.split("/")) {
    found = found.flatMap(({ children }) => children.filter((child) => child.name === name && child.end !== "lost"));
  }
  return found;
}

/** Of all leaves but those under `except`. */
export function leaves(tree: Tree, except: ReadonlySet<string>): Tree[] {
  if (except.has(tree.name)) return [];
  if (tree.children.length === 0) return tree.end === "whole" && tree.value !== null ? [tree] : [];
  return tree.children.flatMap((child) => leaves(child, except));
}
