import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { auditEvents } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { hourFloor } from "@/lib/core/time";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { type AuditFinding, findViolations } from "./audit-books";

const LOCK = "openhall.audit-books";
const ACTION = "books.audit";

/**
 * The hourly audit: each UTC hour, one worker checks every invariant; one that is broken raises a critical notice on the desk
 * (`audit:<number>`), one that holds again resolves it. One transaction, so that a worker that is killed leaves the hour to the next;
 * any number of workers may call it as often as they like. Answers how many invariants are broken, null where it was not its turn.
 */
export async function watchBooks(ctx: Context): Promise<number | null> {
  return ctx.db.transaction(
    async (tx) => {
      await tx.execute(sql`SET LOCAL statement_timeout = '15min'`);
      if (!(await isOwnTurn(tx))) return null;
      const now = await databaseNow(tx);
      const hour = hourFloor(now).toISOString();
      if (await wasAudited(tx, hour)) return null;
      const findings = await findViolations(tx);
      for (const finding of findings) await tell(tx, finding, now);
      const broken = findings.filter((finding) => finding.violations > 0);
      await recordAudit(tx, ctx, {
        action: ACTION,
        targetId: hour,
        detail: { invariants: findings.length, broken: broken.map(({ invariant }) => invariant.number) },
      });
      return broken.length;
    },
    { isolationLevel: "repeatable read" },
  );
}

/** Not waited for: who has the lock is doing it. */
async function isOwnTurn(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.execute<{ locked: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock(hashtext(${LOCK})) AS locked`,
  );
  return rows[0]!.locked;
}

async function wasAudited(tx: Transaction, hour: string): Promise<boolean> {
  const rows = await tx
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .where(
      and(sql`${auditEvents.organizationId} IS NULL`, eq(auditEvents.action, ACTION), eq(auditEvents.targetId, hour)),
    )
    .limit(1);
  return rows.length > 0;
}

async function tell(tx: Transaction, { invariant, violations, offenders }: AuditFinding, now: Date) {
  const key = `audit:${invariant.number}`;
  if (violations === 0) {
    await resolveNotice(tx, null, key, now);
    return;
  }
  const many = violations === 1 ? "1 violation" : `${violations} violations`;
  await raiseNotice(
    tx,
    {
      organizationId: null,
      key,
      severity: "critical",
      title: `The books are not sound: invariant ${invariant.number} is broken`,
      body: `It should hold that ${invariant.name}. ${many}: ${offenders.join(", ")}${violations > offenders.length ? ", …" : ""}.`,
      detail: { violations, offenders },
    },
    now,
  );
}
