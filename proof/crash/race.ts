import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/db/client";
import { AppError } from "@/lib/errors";
import { launchLease } from "@/lib/leases/launch-lease";
import { customerContext, type Stage, type StageHost } from "../stage";
import type { Statements } from "./statements";

const LONGEST_WAIT_MS = 400;

/**
 * Launches of one customer, one on each host, each held up before it sets its hold aside until the other has come as far; a lock that lets
 * only one of them in is waited for no longer than a moment. Answers how many were granted.
 */
export async function raceForBalance(
  db: Database,
  { stage, customer }: { stage: Stage; customer: number },
  statements: Statements,
): Promise<number> {
  const { sshKeyId } = stage.customers[customer]!;
  const ctx = customerContext(db, stage.customers[customer]!);
  let arrived = 0;
  statements.pause = async (text) => {
    if (!/insert into "?ledger_holds/i.test(text)) return;
    arrived += 1;
    for (let waited = 0; arrived < 2 && waited < LONGEST_WAIT_MS; waited += 20) await sleep(20);
  };
  const launch = ({ siteId }: StageHost) =>
    launchLease(ctx, { skuId: stage.skuId, siteId, sshKeyIds: [sshKeyId], idempotencyKey: `race-${siteId}` }).then(
      () => 1,
      (error: unknown) => {
        if (error instanceof AppError && error.code === "payment_required") return 0;
        throw error;
      },
    );
  try {
    const granted = await Promise.all(stage.hosts.map(launch));
    return granted.reduce((sum, one) => sum + one, 0);
  } finally {
    statements.pause = null;
  }
}
