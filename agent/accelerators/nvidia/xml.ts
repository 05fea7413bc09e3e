import { newTree, type Tree } from "../tree";

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const decodeEntities = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? "");

const TOKEN = /<!--[\s\S]*?-->|<[?!][^>]*>|<(\/?)([A-Za-z_][\w.:-]*)([^<>]*?)(\/?)>|([^<]+)|</g;

/**
 * The elements of a document that may be damaged: what is whole is kept, what is cut or out of place is marked. nvidia-smi's
 * documents have no namespaces, no CDATA and no mixed content. `restarts` is an element that is never inside itself.
 */
export function parseXml(text: string, restarts: string): { root: Tree; damaged: boolean } {
  const root = newTree("");
  const open: Tree[] = [root];
  let damaged = false;
  const close = (until: number) => {
    const whole = until === open.length - 1;
    for (const tree of open.splice(until + 1)) tree.end = "lost";
    const tree = open.pop();
    if (tree) tree.end = "whole";
    return whole;
  };
  for (const [token, slash, name, attributes = "", selfClosing, words] of text.matchAll(TOKEN)) {
    const top = open[open.length - 1] ?? root;
    if (words !== undefined) {
      if (words.trim() !== "" && top !== root) top.value = decodeEntities(words.trim());
    } else if (name === undefined) {
      if (token === "<") damaged = true;
    } else if (slash === "/") {
      const at = open.findLastIndex((tree) => tree.name === name);
      if (at > 0) damaged = !close(at) || damaged;
      else damaged = true;
    } else {
      const inside = name === restarts ? open.findIndex((tree) => tree.name === name) : -1;
      if (inside > 0) {
        const unfinished = open[inside];
        close(inside);
        if (unfinished) unfinished.end = "cut";
        damaged = true;
      }
      const tree = newTree(name, attributes.trim());
      (open[open.length - 1] ?? root).children.push(tree);
      if (selfClosing === "/") tree.end = "whole";
      else open.push(tree);
    }
  }
  root.end = "whole";
  return { root, damaged: damaged || open.length > 1 };
}
