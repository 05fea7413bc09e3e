import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { root, runQuietly } from "../dependencies.mjs";

const modules = path.join(root, "node_modules");
const cruised = [
  "app",
  "components",
  "lib",
  "db",
  "web",
  "worker",
  "probe",
  "agent",
  "bin",
  "bench",
  "e2e",
  "proof",
  "stand-ins",
];

/** Runs a tool of node_modules on a tree; its output is the list of faults, empty when it exits with 0. */
async function tool(tree, script, args) {
  const { code, text } = await runQuietly(process.execPath, [path.join(modules, script), ...args], {
    cwd: tree,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", NEXT_TELEMETRY_DISABLED: "1" },
  });
  return code === 0 ? [] : [text.trim() || `exit ${code}`];
}

export const checkStyle = (tree) =>
  tool(tree, "@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "--max-diagnostics=40", "--colors=off"]);

/** Next writes the types of pages and of imported styles first, so that a clone that was never built can be checked. */
export async function checkTypes(tree) {
  const generated = existsSync(path.join(tree, "app")) ? await tool(tree, "next/dist/bin/next", ["typegen"]) : [];
  if (generated.length > 0) return generated;
  return tool(tree, "typescript/bin/tsc", ["--noEmit", "--incremental", "false", "-p", "."]);
}

export function checkDirections(tree) {
  const folders = cruised.filter((name) => existsSync(path.join(tree, name)));
  const args = ["--config", path.join(root, ".dependency-cruiser.mjs"), "--output-type", "err-long", ...folders];
  return tool(tree, "dependency-cruiser/bin/dependency-cruise.mjs", args);
}

export const checkUnused = (tree) => tool(tree, "knip/bin/knip.js", ["--no-progress", "--no-config-hints"]);

/** The scripts that run before anything is installed must be readable to the oldest Node that is promised. */
export async function checkOldNode(tree) {
  const node = findOldNode();
  const scripts = ["bin", "bin/checks"].flatMap((folder) => {
    const directory = path.join(tree, folder);
    if (!existsSync(directory)) return [];
    return readdirSync(directory)
      .filter((name) => name.endsWith(".mjs"))
      .map((name) => path.join(directory, name));
  });
  const results = await Promise.all(scripts.map((script) => runQuietly(node, ["--check", script])));
  return results.filter(({ code }) => code !== 0).map(({ text }) => text.trim());
}

/** The first Node 20 on PATH; where there is none, the one that runs this. */
function findOldNode() {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const candidate = path.join(folder, "node");
    if (folder.includes("node_modules") || !existsSync(candidate)) continue;
    if (execFileSync(candidate, ["--version"]).toString().startsWith("v20.")) return candidate;
  }
  return process.execPath;
}
