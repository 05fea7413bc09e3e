import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkLock, checkNames, checkRegistry, checkSizes } from "./checks/house.mjs";
import { checkMigrations } from "./checks/migrations.mjs";
import { checkLicences, checkReasons, checkVersions } from "./checks/supply.mjs";
import { checkDirections, checkOldNode, checkStyle, checkTypes, checkUnused } from "./checks/tools.mjs";
import { projectNode, root, runQuietly } from "./dependencies.mjs";
import { formatSeconds, printLine } from "./steps.mjs";

const usage = `npm run check [-- --self-test]

Runs every static check. --self-test plants a violation for each and sees it fail.`;

/** Each resolves to the faults it found in a tree, as text; none is a pass. */
export const checks = [
  { name: "names", run: async (tree) => checkNames(tree) },
  { name: "sizes", run: async (tree) => checkSizes(tree) },
  { name: "lock", run: async (tree) => checkLock(tree) },
  { name: "registry", run: async (tree) => checkRegistry(tree) },
  { name: "migrations", run: async (tree) => checkMigrations(tree) },
  { name: "versions", run: async (tree) => checkVersions(tree) },
  { name: "licences", run: async (tree) => checkLicences(tree) },
  { name: "reasons", run: async (tree) => checkReasons(tree) },
  { name: "old node", run: checkOldNode },
  { name: "style", run: checkStyle },
  { name: "directions", run: checkDirections },
  { name: "unused", run: checkUnused },
  { name: "types", run: checkTypes },
];

const atOnce = 2;

/** Runs the checks, two at a time, and prints each as it ends. Returns how many passed and failed. */
export async function runChecks(tree = root) {
  const waiting = [...checks];
  let failed = 0;
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const since = performance.now();
      const faults = await check.run(tree).catch((error) => [String(error.stack ?? error)]);
      printLine(
        `${formatSeconds(performance.now() - since)}  ${check.name.padEnd(12)} ${faults.length ? "failed" : "ok"}`,
      );
      if (faults.length === 0) continue;
      failed += 1;
      printLine(faults.join("\n").replace(/^/gm, "          "));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { passed: checks.length - failed, failed };
}

async function main() {
  const [flag, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || (flag && flag !== "--self-test")) {
    console.error(usage);
    process.exit(flag === "--help" ? 0 : 2);
  }
  if (flag) return selfTest();
  const { failed } = await runChecks();
  process.exit(failed > 0 ? 1 : 0);
}

async function selfTest() {
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const { code, text } = await runQuietly(projectNode, [vitest, "run", "bin/check.test.ts"], { cwd: root });
  console.log(text);
  process.exit(code);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
