import { parseArgs } from "node:util";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { replayBills } from "@/lib/metering/replay-bills";
import { databaseUrl } from "./database-url";

/** `npm run replay`: recomputes every bill from the leases' events and lists what is booked otherwise; exits 1 on any. */
async function main() {
  parseArgs({});
  const { db, close } = createDatabase(databaseUrl(), {
    role: PLATFORM_ROLE,
    max: 1,
    applicationName: "openhall-replay",
    statementTimeoutMs: 600_000,
  });
  try {
    const { leases, corrected, differences } = await replayBills(db);
    for (const { leaseId, hour, what, replayed, booked } of differences)
      console.log(
        `${leaseId}  ${hour?.toISOString() ?? "its whole life"}  ${what}: by its events ${replayed}, booked ${booked}`,
      );
    const of = `${leases} leases, ${corrected} of them corrected`;
    console.log(
      differences.length === 0
        ? `${of}: every bill is what events and corrections say.`
        : `${differences.length} differences in ${of}.`,
    );
    process.exitCode = differences.length === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

main().catch((error: unknown) => {
  console.error(`The replay could not run: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
});
