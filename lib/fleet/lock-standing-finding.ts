import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hardwareFindings } from "@/db/schema";
import { AppError, notFound } from "@/lib/errors";
import { lockHost } from "./lock-host";

/** A finding that is still so. Its hosts are locked first, in order, for their reports write findings under that lock. */
export async function lockStandingFinding(tx: Transaction, findingId: string) {
  const byId = eq(hardwareFindings.id, findingId);
  const [named] = await tx
    .select({ hostId: hardwareFindings.hostId, otherHostId: hardwareFindings.otherHostId })
    .from(hardwareFindings)
    .where(byId);
  if (!named) throw notFound("finding");
  for (const hostId of [named.hostId, named.otherHostId].filter((one) => one !== null).sort())
    await lockHost(tx, hostId);
  const [finding] = await tx.select().from(hardwareFindings).where(byId).for("no key update");
  if (!finding || finding.clearedAt)
    throw new AppError("conflict", "It is not so any more: there is nothing to decide.");
  return finding;
}
