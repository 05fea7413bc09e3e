import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { payouts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { beginPayout } from "./begin-payout";
import { failPayout } from "./fail-payout";
import { mailOfPayout } from "./payout-mail";
import { payoutIdSchema, type ReturnWireInput, returnWireSchema, type SendWireInput, sendWireSchema } from "./schemas";
import type { Payout } from "./types";

async function lockWire(tx: Transaction, payoutId: string): Promise<Payout> {
  const [payout] = await tx.select().from(payouts).where(eq(payouts.id, payoutId)).for("no key update");
  if (payout?.route !== "wire") throw notFound("bank transfer");
  return payout;
}

/**
 * One person of the desk takes a wire in hand: off what we owe, before it is ordered, so that nothing that happens meanwhile (another account, a
 * hold, a charge-back) makes it a second payment. From here on they are shown the bank account. Told again by the same it changes nothing.
 */
export async function beginWire(ctx: Context, input: { payoutId: string }): Promise<void> {
  const { userId } = authorize(ctx, "payout.manage");
  const { payoutId } = parseInput(payoutIdSchema, input);
  const refusal = await ctx.db.transaction(async (tx) => {
    const wire = await lockWire(tx, payoutId);
    if (wire.state === "sending" && wire.sentBy === userId) return null;
    if (wire.state === "sending")
      throw new AppError("conflict", "Somebody else has begun it: do not order it again. Ask them.");
    if (wire.state !== "planned") throw new AppError("conflict", `This payout is ${wire.state} already.`);
    const begun = await beginPayout(tx, payoutId);
    if (!begun) return "It is not covered any more and was cancelled. What is owed is planned anew.";
    if ("waitsFor" in begun) return begun.waitsFor;
    await tx.update(payouts).set({ sentBy: userId }).where(eq(payouts.id, payoutId));
    const { organizationId, amountMicros, currency } = wire;
    const detail = { amountMicros: String(amountMicros), currency };
    await recordAudit(tx, ctx, { action: "payout.begin_wire", targetId: payoutId, organizationId, detail });
    return null;
  });
  // outside: a plan that was cancelled stays so
  if (refusal) throw new AppError("precondition_failed", refusal);
}

/** The bank has been told: kept under its reference. It is a fact by now, so nothing refuses it. Told again it changes nothing. */
export async function sendWire(ctx: Context, input: SendWireInput): Promise<void> {
  authorize(ctx, "payout.manage");
  const { payoutId, bankReference } = parseInput(sendWireSchema, input);
  await ctx.db.transaction(async (tx) => {
    const wire = await lockWire(tx, payoutId);
    if (wire.state === "sent" && wire.bankReference === bankReference) return;
    if (wire.state === "planned") throw new AppError("conflict", "Begin the transfer before it is ordered.");
    if (wire.state !== "sending") throw new AppError("conflict", `This payout is ${wire.state} already.`);
    const sentAt = await databaseNow(tx);
    const sent = { state: "sent", bankReference, sentAt } as const;
    const [wired] = await tx.update(payouts).set(sent).where(eq(payouts.id, payoutId)).returning();
    await mailOfPayout(tx, wired!);
    const { organizationId, amountMicros, currency } = wire;
    const detail = { bankReference, amountMicros: String(amountMicros), currency };
    await recordAudit(tx, ctx, { action: "payout.send_wire", targetId: payoutId, organizationId, detail });
  });
}

/** Another person has found it on the bank's statement. */
export async function confirmWire(ctx: Context, input: { payoutId: string }): Promise<void> {
  const { userId } = authorize(ctx, "payout.manage");
  const { payoutId } = parseInput(payoutIdSchema, input);
  await ctx.db.transaction(async (tx) => {
    const wire = await lockWire(tx, payoutId);
    if (wire.state !== "sent") throw new AppError("conflict", `This payout is ${wire.state}.`);
    if (wire.sentBy === userId) throw new AppError("forbidden", "Somebody else must find it on the bank's statement.");
    const at = await databaseNow(tx);
    await tx
      .update(payouts)
      .set({ state: "reconciled", confirmedBy: userId, endedAt: at })
      .where(eq(payouts.id, payoutId));
    const { organizationId } = wire;
    await recordAudit(tx, ctx, { action: "payout.confirm_wire", targetId: payoutId, organizationId, detail: {} });
  });
}

/** The bank sent it back, or never did it, or was never told: it is owed as before. */
export async function returnWire(ctx: Context, input: ReturnWireInput): Promise<void> {
  authorize(ctx, "payout.manage");
  const { payoutId, reason } = parseInput(returnWireSchema, input);
  await ctx.db.transaction(async (tx) => {
    const wire = await lockWire(tx, payoutId);
    if (wire.state !== "sending" && wire.state !== "sent" && wire.state !== "reconciled")
      throw new AppError("conflict", `This payout is ${wire.state}.`);
    await failPayout(tx, wire, reason, await databaseNow(tx));
    const { organizationId } = wire;
    await recordAudit(tx, ctx, {
      action: "payout.return_wire",
      targetId: payoutId,
      organizationId,
      detail: { reason },
    });
  });
}
