import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** What a check says of a tree of these files. */
export function faultsOfTree(check: (tree: string) => string[], files: Record<string, string>): string {
  const tree = mkdtempSync(path.join(os.tmpdir(), "openhall-planted-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
      writeFileSync(path.join(tree, name), text);
    }
    return check(tree).join("\n");
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
