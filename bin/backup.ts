import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { takeBackup } from "./backup/take-backup";
import { databaseUrl } from "./database-url";

const usage = "npm run backup -- --into <folder> [--seal] [--keep <count>]";

/** A backup of the whole database in a folder of its own; `--seal` under the key ring, `--keep` removes all but the newest. */
async function main() {
  const { values } = parseArgs({
    options: { into: { type: "string" }, seal: { type: "boolean", default: false }, keep: { type: "string" } },
  });
  if (!values.into || (values.keep && !/^[1-9]\d*$/.test(values.keep))) throw new Error(`usage: ${usage}`);
  const since = performance.now();
  const { directory, digest, manifest } = await takeBackup(databaseUrl(), { into: values.into, isSealed: values.seal });
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
  const seconds = ((performance.now() - since) / 1_000).toFixed(1);
  console.log(
    `${directory}\n${manifest.tables.length} tables, ${rows} rows, ${bytes} bytes in ${seconds} s; digest ${digest}`,
  );
  if (values.keep) await keepNewest(values.into, Number(values.keep));
}

/** Names begin with the instant, so that they sort by it. */
async function keepNewest(folder: string, count: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^openhall-\d{4}-/.test(name) && !name.endsWith(".partial"));
  for (const name of names.sort().slice(0, -count)) await rm(path.join(folder, name), { recursive: true });
}

main().catch((error: unknown) => {
  console.error(`There is no backup: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
