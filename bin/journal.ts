import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { databaseUrl } from "./database-url";
import { writeJournal } from "./write-journal";

const usage = `npm run journal -- --format hledger [options]

Writes the whole ledger as a plain-text journal; amounts to the micro, debits positive as hledger has them.

  --format hledger   the one format there is
  --out FILE         there instead of standard output
  --help             this text`;

class UsageError extends Error {}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { format: { type: "string" }, out: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (!values.help && values.format !== "hledger") throw new Error("--format hledger must be named.");
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
  const { db, close } = createDatabase(databaseUrl(), {
    role: PLATFORM_ROLE,
    max: 1,
    applicationName: "openhall-journal",
    statementTimeoutMs: 600_000,
  });
  const out = options.out ? createWriteStream(options.out) : process.stdout;
  try {
    const count = await writeJournal(db, out);
    if (options.out) {
      out.end();
      await once(out, "finish");
    }
    console.error(`${count} transactions`);
  } finally {
    await close();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
