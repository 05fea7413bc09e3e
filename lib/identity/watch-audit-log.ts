import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { auditAnchors } from "@/db/schema";
import { anchorChains } from "@/lib/audit/anchor-chains";
import { chainIdOf } from "@/lib/audit/event-rows";
import { recordAudit } from "@/lib/audit/record-audit";
import { listChains, verifyAnchors, verifyChain } from "@/lib/audit/verify-chain";
import type { Context } from "@/lib/context";
import type { ChainBreak } from "@/lib/core/audit/check-chain";
import { raiseNotice, resolveNotice } from "./notices";

const LOCK = "openhall.watch-audit-log";
const DAY_MS = 86_400_000;

/**
 * Once a UTC day, for the day that is over: every chain is recomputed, one that is broken raises a critical notice on the desk, and the ends of
 * all are anchored. One transaction, so that a worker that is killed leaves the day to the next. Answers how many chains are broken, null where
 * it was not its turn.
 */
export async function watchAuditLog(ctx: Context): Promise<number | null> {
  return ctx.db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ locked: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtext(${LOCK})) AS locked`,
    );
    if (!rows[0]!.locked) return null;
    const now = await databaseNow(tx);
    const day = new Date(now.getTime() - DAY_MS).toISOString().slice(0, 10);
    if ((await tx.$count(auditAnchors, eq(auditAnchors.day, day))) > 0) return null;
    const broken = await findBroken(tx, now);
    const hash = await anchorChains(tx, day, now);
    await recordAudit(tx, ctx, { action: "audit_log.verify", targetId: day, detail: { hash, broken } });
    return broken.length;
  });
}

async function findBroken(tx: Transaction, now: Date): Promise<string[]> {
  const found: [string, ChainBreak[]][] = [["anchors", await verifyAnchors(tx)]];
  for (const organizationId of await listChains(tx))
    found.push([chainIdOf(organizationId), (await verifyChain(tx, organizationId)).breaks]);
  for (const [chain, breaks] of found) await tell(tx, chain, breaks, now);
  return found.filter(([, breaks]) => breaks.length > 0).map(([chain]) => chain);
}

async function tell(tx: Transaction, chain: string, breaks: ChainBreak[], now: Date) {
  const key = `audit-log:${chain}`;
  const [first] = breaks;
  if (!first) {
    await resolveNotice(tx, null, key, now);
    return;
  }
  const where = first.sequence === null ? "" : `At event ${first.sequence}: `;
  await raiseNotice(
    tx,
    {
      organizationId: null,
      key,
      severity: "critical",
      title: `The audit log was changed: ${chain}`,
      body: `${where}${first.problem}. ${breaks.length === 1 ? "Nothing else" : `${breaks.length - 1} more`}. Keep the database as it is and compare it with a backup.`,
      href: "/desk/audit",
      detail: { breaks },
    },
    now,
  );
}
