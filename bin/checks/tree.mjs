import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const notOurs = new Set(["node_modules", ".git", ".next", ".openhall", "test-results", "playwright-report"]);
const notCommitted = new Set([".env", ".env.local", "next-env.d.ts"]);

/** Every file of the tree that would be committed, with forward slashes. */
export function listFiles(tree, directory = "") {
  return readdirSync(path.join(tree, directory), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name) || notCommitted.has(entry.name) || entry.name.endsWith(".tsbuildinfo")) return [];
    const name = directory ? `${directory}/${entry.name}` : entry.name;
    return entry.isDirectory() ? listFiles(tree, name) : [name];
  });
}

export const readText = (tree, file) => readFileSync(path.join(tree, file), "utf8");

export const sizeOf = (tree, file) => statSync(path.join(tree, file)).size;

export const isCode = (file) => /\.(ts|tsx|mjs|js)$/.test(file);
