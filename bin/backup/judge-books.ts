import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { auditBooks } from "@/lib/metering/audit-books";
import { replayBills } from "@/lib/metering/replay-bills";

const longestMs = 3_600_000;

/** What the audit and the replay of every bill find wrong in a database; nothing where its books hold. */
export async function judgeBooks(url: string): Promise<string[]> {
  const { db, close } = createDatabase(url, {
    max: 1,
    applicationName: "openhall-judge",
    role: PLATFORM_ROLE,
    statementTimeoutMs: longestMs,
  });
  try {
    const broken = (await auditBooks(db)).filter(({ violations }) => violations > 0);
    const { differences } = await replayBills(db);
    return [
      ...broken.map(
        ({ invariant, violations }) => `invariant ${invariant.number} is broken ${violations} times: ${invariant.name}`,
      ),
      ...differences.map(
        ({ leaseId, what, replayed, booked }) => `${leaseId}: ${what} by its events ${replayed}, booked ${booked}`,
      ),
    ];
  } finally {
    await close();
  }
}
