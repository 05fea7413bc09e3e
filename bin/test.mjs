import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureBuild } from "./build.mjs";
import { ensureDependencies, projectNode, requireNode, root, stateDir } from "./dependencies.mjs";
import { formatSeconds, printLine, step } from "./steps.mjs";
import { ensureSystemPackages } from "./system-packages.mjs";

/** @typedef {{ passed: number, failed: number, skipped?: number }} Count */

const nothingRan = { passed: 0, failed: 1 };
const reportDir = path.join(stateDir, "reports");

requireNode();
if (process.argv.length > 2) {
  console.error("npm test takes no options. One file: npx vitest run lib/core/money.test.ts");
  process.exit(2);
}
await step("dependencies", ensureDependencies, String).catch(giveUp);
await step("system packages", ensureSystemPackages, String).catch((error) => printLine(error.message));
mkdirSync(reportDir, { recursive: true });

const results = [
  await stage("static checks", runStaticChecks),
  await stage("unit, database and edge tests", runVitest),
  await stage("production build", runBuild),
  await stage("browser journeys", () => runPlaywright("journeys", [])),
  await stage("security of the built app", () =>
    runPlaywright("security", ["--config", "e2e/security/playwright.config.ts"]),
  ),
];
printLine();
for (const { name, count, durationMs } of results) {
  const skipped = count.skipped ? `, ${count.skipped} skipped` : "";
  printLine(
    `${formatSeconds(durationMs)}  ${name.padEnd(30)} ${count.passed} passed, ${count.failed} failed${skipped}`,
  );
}
const sum = (key) => results.reduce((total, { count }) => total + count[key], 0);
printLine(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") > 0 ? 1 : 0;

/** A stage that crashes or finds nothing to run counts as one failure, and the next one runs all the same. */
async function stage(name, run) {
  printLine(`\n== ${name}`);
  const since = performance.now();
  const count = await run().catch((error) => {
    printLine(String(error.stack ?? error));
    return nothingRan;
  });
  const isEmpty = count.passed + count.failed === 0;
  if (isEmpty) printLine(`${name}: nothing ran`);
  return { name, count: isEmpty ? nothingRan : count, durationMs: performance.now() - since };
}

async function runStaticChecks() {
  const { runChecks } = await import("./check.mjs");
  return runChecks();
}

async function runVitest() {
  const file = freshReport("vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run(["node_modules/vitest/vitest.mjs", "run", ...reporters], {});
  if (!existsSync(file)) return nothingRan;
  const report = JSON.parse(readFileSync(file, "utf8"));
  const unloaded = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
  );
  const failed = report.numFailedTests + unloaded.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

async function runBuild() {
  await step("next build", ensureBuild, String);
  return { passed: 1, failed: 0 };
}

async function runPlaywright(name, options) {
  const file = freshReport(`playwright-${name}.json`);
  const args = ["node_modules/@playwright/test/cli.js", "test", ...options, "--reporter=list,json"];
  const code = await run(args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  if (!existsSync(file)) return nothingRan;
  const { stats, errors } = JSON.parse(readFileSync(file, "utf8"));
  const failed = stats.unexpected + stats.flaky + errors.length;
  return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: stats.skipped };
}

function freshReport(name) {
  const file = path.join(reportDir, name);
  rmSync(file, { force: true });
  return file;
}

function run(args, env) {
  const bin = path.join(root, "node_modules/.bin");
  const PATH = [bin, process.env.PATH].join(path.delimiter);
  const child = spawn(projectNode, args, { cwd: root, stdio: "inherit", env: { ...process.env, PATH, ...env } });
  const forward = (signal) => child.kill(signal);
  process.once("SIGTERM", forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGTERM", forward);
      resolve(code ?? 1);
    });
  });
}

function giveUp(error) {
  printLine(error.message);
  printLine("0 passed, 1 failed");
  process.exit(1);
}
