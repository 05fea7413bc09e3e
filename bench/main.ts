import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Measured } from "./benchmark";
import { benchmarks } from "./benchmarks";

const usage = `npm run bench -- [options]

Runs each benchmark against its yardstick on this machine and prints: name ratio goal.

  --only NAME   one of: ${benchmarks.map(({ name }) => name).join(", ")}
  --json FILE   also write the results there
  --help        this text`;

class UsageError extends Error {}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { only: { type: "string" }, json: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    const { only } = values;
    if (only !== undefined && !benchmarks.some(({ name }) => name === only)) {
      throw new Error(`There is no benchmark "${only}".`);
    }
    return values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(usage);
    return;
  }
  const results: ({ name: string; goal: string } & Measured)[] = [];
  for (const { name, goal, measure } of benchmarks) {
    if (options.only !== undefined && options.only !== name) continue;
    const measured = await measure((line) => console.error(`  ${line}`));
    results.push({ name, goal, ...measured });
    const { spread, repetitions } = measured;
    const range = spread ? ` (${spread.min.toFixed(2)}–${spread.max.toFixed(2)} in ${repetitions} repetitions)` : "";
    console.log(`${name} ${measured.ratio.toFixed(2)} ${goal}${range}`);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  }
}

main().catch((error: Error) => {
  console.error(error instanceof UsageError ? error.message : (error.stack ?? String(error)));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
