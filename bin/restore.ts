import { parseArgs } from "node:util";
import { judgeBooks } from "./backup/judge-books";
import { restoreBackup } from "./backup/restore-backup";

const usage = "npm run restore -- --from <folder of a backup> --to postgres://…/new_database";

/** Into an empty database, which is then audited and replayed; the platform's own is never written to. Exits 1 where the books do not hold. */
async function main() {
  const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } });
  if (!values.from || !values.to) throw new Error(`usage: ${usage}`);
  const since = performance.now();
  const manifest = await restoreBackup(values.from, values.to);
  const seconds = ((performance.now() - since) / 1_000).toFixed(1);
  console.log(
    `${manifest.tables.length} tables as of ${manifest.takenAt} restored in ${seconds} s; each reads as it was backed up.`,
  );
  const faults = await judgeBooks(values.to);
  for (const fault of faults) console.log(fault);
  console.log(
    faults.length === 0 ? "The books are sound, and every bill is what its events say." : "The books do not hold.",
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(`Nothing is restored: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
});
