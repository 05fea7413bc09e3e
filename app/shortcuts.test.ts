import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const layouts = globSync("**/layout.tsx", { cwd: import.meta.dirname });
const shortcutsOf = (file: string) =>
  [...readFileSync(path.join(import.meta.dirname, file), "utf8").matchAll(/shortcut: "(.)"/g)].map(([, key]) => key);
const withShortcuts = layouts.filter((file) => shortcutsOf(file).length > 0);

test("of a portal's pages no two open by the same key", () => {
  expect(withShortcuts).toHaveLength(3);
  for (const file of withShortcuts) expect([...new Set(shortcutsOf(file))], file).toEqual(shortcutsOf(file));
});
