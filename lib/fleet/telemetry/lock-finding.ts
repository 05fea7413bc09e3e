import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { acceleratorFindings, accelerators, hosts, telemetryHosts } from "@/db/schema";
import { AppError, notFound } from "@/lib/errors";

/** A finding of telemetry that is open, with its host, whose batches of samples wait meanwhile: they open and clear findings too. */
export async function lockFinding(tx: Transaction, findingId: string, operatorId?: string) {
  const byId = eq(acceleratorFindings.id, findingId);
  const [place] = await tx
    .select({
      hostId: hosts.id,
      hostName: hosts.name,
      organizationId: hosts.organizationId,
      acceleratorId: accelerators.id,
      index: accelerators.index,
    })
    .from(acceleratorFindings)
    .innerJoin(accelerators, eq(accelerators.id, acceleratorFindings.acceleratorId))
    .innerJoin(hosts, eq(hosts.id, accelerators.hostId))
    .where(byId);
  if (!place || (operatorId !== undefined && place.organizationId !== operatorId)) throw notFound("finding");
  await tx
    .select({ hostId: telemetryHosts.hostId })
    .from(telemetryHosts)
    .where(eq(telemetryHosts.hostId, place.hostId))
    .for("no key update");
  const [finding] = await tx.select().from(acceleratorFindings).where(byId).for("no key update");
  if (!finding || finding.clearedAt) throw new AppError("conflict", "It is over already: there is nothing to clear.");
  return { ...place, finding };
}

/** The desk's notice that an operator asks. */
export const askedKey = (findingId: string) => `clearing:${findingId}`;
