import { parseArgs } from "node:util";
import { runDrill } from "./backup/run-drill";
import { databaseUrl } from "./database-url";

/** `npm run drill [-- --seal]`: backs the live database up, restores it beside it and judges the books there; exits 1 where they do not hold. */
async function main() {
  const { values } = parseArgs({ options: { seal: { type: "boolean", default: false } } });
  const { manifest, faults, backupMs, restoreMs, judgeMs } = await runDrill(databaseUrl(), { isSealed: values.seal });
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`.padStart(9);
  console.log(`${seconds(backupMs)}  backup   ${manifest.tables.length} tables, ${rows} rows, ${bytes} bytes`);
  console.log(`${seconds(restoreMs)}  restore  every table reads as in the snapshot of ${manifest.takenAt}`);
  console.log(
    `${seconds(judgeMs)}  books    ${faults.length === 0 ? "sound, every bill is what its events say" : "do not hold"}`,
  );
  for (const fault of faults) console.log(`           ${fault}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(`The drill failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
