import type { DbOrTx, Transaction } from "@/db/client";
import { createLog, type Logger } from "@/lib/log";

let log: Logger | undefined;

/**
 * Runs `work` for one lease in a transaction of its own, a savepoint within the caller's: what fails for it is undone and
 * logged, and does not keep the others of a host or a batch from being served. Null where it failed.
 */
export async function isolate<T>(
  db: DbOrTx,
  leaseId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T | null> {
  try {
    return await db.transaction(work);
  } catch (error) {
    log ??= createLog("leases");
    log.error({ leaseId, err: error }, "lease left as it was");
    return null;
  }
}
