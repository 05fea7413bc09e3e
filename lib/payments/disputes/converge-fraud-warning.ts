import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { fraudWarnings } from "@/db/schema";
import type { Context } from "@/lib/context";
import { formatMoney } from "@/lib/core/money";
import { HOUR_MS } from "@/lib/core/time";
import { endFreeze, placeFreeze } from "@/lib/identity/launch-freezes";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import type { FraudWarning, TopUp } from "../types";
import type { Converged } from "./converge-dispute";
import { findDisputed, idOf } from "./find-disputed";

const LOOK_AGAIN_MS = 6 * HOUR_MS;

/** Keeps a bank's early warning as it is at Stripe now. While it can be acted on and nobody has, its customer starts nothing new, and the desk is told. */
export async function convergeFraudWarning(ctx: Context, stripeWarningId: string): Promise<Converged> {
  const lookedAt = await databaseNow(ctx.db);
  const theirs = await stripeClient().radar.earlyFraudWarnings.retrieve(stripeWarningId);
  const topUp = await findDisputed(ctx, theirs);
  if (!topUp) return "unknown";
  return ctx.db.transaction(async (tx) => {
    const { organizationId, id: topUpId } = topUp;
    const { actionable, fraud_type: fraudType } = theirs;
    const known = { organizationId, topUpId, stripeWarningId, chargeId: idOf(theirs.charge), fraudType, actionable };
    const warnedAt = new Date(theirs.created * 1_000);
    const inserted = await tx
      .insert(fraudWarnings)
      .values({ ...known, id: newId("efw"), warnedAt, lookedAt, lookAgainAt: lookedAt })
      .onConflictDoNothing()
      .returning({ id: fraudWarnings.id });
    const [before] = await tx
      .select()
      .from(fraudWarnings)
      .where(eq(fraudWarnings.stripeWarningId, stripeWarningId))
      .for("no key update");
    if (before!.lookedAt > lookedAt) return "same";
    const at = await databaseNow(tx);
    const lookAgainAt = new Date(at.getTime() + LOOK_AGAIN_MS);
    const [warning] = await tx
      .update(fraudWarnings)
      .set({ fraudType, actionable, lookedAt, lookAgainAt })
      .where(eq(fraudWarnings.id, before!.id))
      .returning();
    await actOn(tx, warning!, topUp, at);
    return inserted.length > 0 || before!.actionable !== actionable ? "changed" : "same";
  });
}

export const warningNotice = (id: string) => `fraud_warning:${id}`;

async function actOn(tx: Transaction, warning: FraudWarning, topUp: TopUp, at: Date): Promise<void> {
  const { id, organizationId, fraudType, actionable, decision } = warning;
  if (!actionable || decision !== null) {
    await endWarning(tx, id, "The bank's warning has been dealt with.", at);
    return;
  }
  const amount = formatMoney(topUp.amountMicros, topUp.currency);
  const reason = `A bank has a question about payment ${topUp.id} of ${amount}; we are looking at it and will be in touch.`;
  await placeFreeze(tx, { organizationId, sourceKey: id, reason }, at);
  const notice = {
    organizationId: null,
    key: warningNotice(id),
    severity: "warning",
    title: `A payment of ${amount} may be fraud (${fraudType.replaceAll("_", " ")})`,
    body: `A bank warns of it before it is disputed. Refund what is unused, or dismiss it; until then launches of ${organizationId} are frozen.`,
    href: "/desk/disputes",
  } as const;
  await raiseNotice(tx, notice, at);
}

/** The customer starts again, and the desk has nothing left to decide. */
export async function endWarning(tx: Transaction, id: string, why: string, at: Date): Promise<void> {
  await endFreeze(tx, id, why, at);
  await resolveNotice(tx, null, warningNotice(id), at);
}
