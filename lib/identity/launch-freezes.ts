import { and, asc, eq, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { launchFreezes } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";

export type LaunchFreeze = typeof launchFreezes.$inferSelect;

interface FreezeInput {
  organizationId: string;
  /** What it is because of. Once: a freeze that was lifted is not placed again for the same. */
  sourceKey: string;
  /** For the customer to read: a sentence. */
  reason: string;
  placedBy?: string;
}

/** Answers whether it is new. */
export async function placeFreeze(tx: DbOrTx, freeze: FreezeInput, at: Date): Promise<boolean> {
  const placed = await tx
    .insert(launchFreezes)
    .values({ ...freeze, id: newId("frz"), placedAt: at })
    .onConflictDoNothing()
    .returning({ id: launchFreezes.id });
  return placed.length > 0;
}

/** What it was because of is gone. */
export async function endFreeze(tx: DbOrTx, sourceKey: string, liftReason: string, at: Date): Promise<void> {
  await tx
    .update(launchFreezes)
    .set({ liftedAt: at, liftReason })
    .where(and(eq(launchFreezes.sourceKey, sourceKey), isNull(launchFreezes.liftedAt)));
}

export async function readOpenFreezes(db: DbOrTx, organizationId: string): Promise<LaunchFreeze[]> {
  return db
    .select()
    .from(launchFreezes)
    .where(and(eq(launchFreezes.organizationId, organizationId), isNull(launchFreezes.liftedAt)))
    .orderBy(asc(launchFreezes.placedAt), asc(launchFreezes.id));
}

/** Whoever may not start anything now is told why, and what to do. */
export async function assertNotFrozen(db: DbOrTx, organizationId: string): Promise<void> {
  const [freeze] = await readOpenFreezes(db, organizationId);
  if (!freeze) return;
  throw new AppError(
    "precondition_failed",
    `Nothing new can be started for now. ${freeze.reason} ${whatRuns(freeze)}`,
    { details: { reason: "launches_frozen", freezeId: freeze.id, since: freeze.placedAt.toISOString() } },
  );
}

/** A suspension's freeze bears its id. */
function whatRuns({ sourceKey }: LaunchFreeze): string {
  return sourceKey.startsWith("sus_")
    ? "What runs is stopped when the notice is over."
    : "What runs goes on, as far as the balance lasts.";
}
