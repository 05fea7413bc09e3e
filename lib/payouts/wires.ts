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

/** The desk has ordered the bank transfer: off what we owe, under the bank's reference. Told again it changes nothing. */
export async function sendWire(ctx: Context, input: SendWireInput): Promise<void> {
  const { userId } = authorize(ctx, "payout.manage");
  const { payoutId, bankReference } = parseInput(sendWireSchema, input);
  const refusal = await ctx.db.transaction(async (tx) => {
    const wire = await lockWire(tx, payoutId);
    if (wire.state === "sent" && wire.bankReference === bankReference) return null;
    if (wire.state !== "planned") throw new AppError("conflict", `This payout is ${wire.state} already.`);
    const begun = await beginPayout(tx, payoutId, "sent");
    if (!begun) return "It is not covered any more and was cancelled. What is owed is planned anew.";
    if ("waitsFor" in begun) return begun.waitsFor;
    const sent = { bankReference, sentBy: userId, sentAt: begun.at };
    const [wired] = await tx.update(payouts).set(sent).where(eq(payouts.id, payoutId)).returning();
    await mailOfPayout(tx, wired!);
    const { organizationId, amountMicros, currency } = wire;
    const detail = { bankReference, amountMicros: String(amountMicros), currency };
    await recordAudit(tx, ctx, { action: "payout.send_wire", targetId: payoutId, organizationId, detail });
    return null;
  });
  // outside: a plan that was cancelled stays so
  if (refusal) throw new AppError("precondition_failed", refusal);
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

/** The bank sent it back, or never did it: it is owed as before. */
export async function returnWire(ctx: Context, input: ReturnWireInput): Promise<void> {
  authorize(ctx, "payout.manage");
  const { payoutId, reason } = parseInput(returnWireSchema, input);
  await ctx.db.transaction(async (tx) => {
    const wire = await lockWire(tx, payoutId);
    if (wire.state !== "sent" && wire.state !== "reconciled")
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
