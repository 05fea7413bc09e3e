import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { manualAdjustments, organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { type ContraKind, LARGEST_ADJUSTMENT_MICROS, needsApproval, ownerKindOf } from "@/lib/core/ledger/adjustments";
import { formatMoney } from "@/lib/core/money";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import type { RequestAdjustmentInput, WriteOffInput } from "./adjustment-schemas";
import { type Adjustment, postAdjustment } from "./post-adjustment";

export interface AdjustmentAnswer {
  adjustmentId: string;
  state: Adjustment["state"];
}

/**
 * Moves a tenant's account against one of the platform's, for a reason that is kept. Up to the limit it is posted at once; beyond it
 * waits for a second person (`decideAdjustment`). The same key answers as before; with another request it is a conflict.
 */
export async function requestAdjustment(ctx: Context, input: RequestAdjustmentInput): Promise<AdjustmentAnswer> {
  return request(ctx, { ...input, kind: "adjustment" });
}

/** Gives up what a customer owes: their account rises by the amount, which is booked as bad debt. Never more than the debt. */
export async function writeOff(ctx: Context, input: WriteOffInput): Promise<AdjustmentAnswer> {
  return request(ctx, { ...input, kind: "write_off", contraKind: "bad_debt" });
}

type Request = Omit<RequestAdjustmentInput, "contraKind"> & {
  kind: Adjustment["kind"];
  contraKind: ContraKind;
};

async function request(ctx: Context, input: Request): Promise<AdjustmentAnswer> {
  const actor = authorize(ctx, "ledger.adjust");
  assertAmount(input);
  return ctx.db.transaction(async (tx) => {
    await assertOwner(tx, input);
    const [row] = await tx
      .insert(manualAdjustments)
      .values({
        ...input,
        id: newId("adj"),
        state: "requested",
        requestedBy: actor.userId,
        requestedAt: await databaseNow(tx),
      })
      .onConflictDoNothing({ target: manualAdjustments.idempotencyKey })
      .returning();
    if (!row) return answerAgain(tx, input);
    const isPosted = !needsApproval(input.amountMicros, input.currency);
    const state = isPosted ? await postAdjustment(tx, row) : "requested";
    await recordAudit(tx, ctx, {
      action: `ledger.${input.kind}`,
      targetId: row.id,
      organizationId: input.organizationId,
      detail: {
        accountKind: input.accountKind,
        contraKind: input.contraKind,
        amountMicros: String(input.amountMicros),
        currency: input.currency,
        reason: input.reason,
        state,
      },
    });
    return { adjustmentId: row.id, state };
  });
}

/** The key was used: the same request answers as it stands, another is refused. The insert has waited for one under way. */
async function answerAgain(tx: Transaction, input: Request): Promise<AdjustmentAnswer> {
  const [row] = await tx
    .select()
    .from(manualAdjustments)
    .where(eq(manualAdjustments.idempotencyKey, input.idempotencyKey));
  const facts = ["kind", "organizationId", "accountKind", "contraKind", "currency", "amountMicros", "reason"] as const;
  if (!row || facts.some((fact) => row[fact] !== input[fact]))
    throw new AppError("conflict", "This request was sent before with other figures.");
  return { adjustmentId: row.id, state: row.state };
}

function assertAmount({ kind, amountMicros, currency }: Request) {
  const magnitude = amountMicros < 0n ? -amountMicros : amountMicros;
  const refuse = (reason: string) =>
    new AppError("invalid_input", "Nothing was booked.", { fields: { amount: [reason] } });
  if (amountMicros === 0n) throw refuse("Enter an amount other than zero.");
  if (kind === "write_off" && amountMicros < 0n) throw refuse("What is written off is above zero.");
  if (magnitude > LARGEST_ADJUSTMENT_MICROS)
    throw refuse(`One movement is at most ${formatMoney(LARGEST_ADJUSTMENT_MICROS, currency)}.`);
}

async function assertOwner(tx: Transaction, { organizationId, accountKind }: Request) {
  const [owner] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
  const wanted = ownerKindOf(accountKind);
  if (owner?.kind !== wanted) throw notFound(wanted);
}
