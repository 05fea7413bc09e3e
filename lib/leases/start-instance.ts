import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leaseAccelerators, leases, sites, skus } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import { assertOrderAllowed } from "@/lib/compliance/assert-order-allowed";
import type { Context } from "@/lib/context";
import type { Metered } from "@/lib/core/leases/replay";
import { settings } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { isReporting, isTrusted } from "@/lib/fleet/leasable";
import { takesLeasesAt } from "@/lib/fleet/takes-leases";
import { authorize } from "@/lib/identity/authorize";
import { resolveNotice } from "@/lib/identity/notices";
import { findOwn } from "./close-lease";
import { dataNoticeKey } from "./data-notices";
import { appendEvent, factId } from "./events";
import { forgetFailedStart } from "./failed-start-notices";
import { lockFree } from "./free-accelerators";
import { holdAgain } from "./hold-again";
import { switchInterval } from "./intervals";
import { checkSpendLimit } from "./limits";
import { bumpDesired, lockHost, lockLease } from "./locks";
import type { CloseLeaseInput } from "./schemas";
import type { Lease } from "./types";

/**
 * Starts a stopped lease again on the host that has its data, at its pinned price: accelerators claimed under the host's lock, the hold set
 * aside, a new container wanted, in one transaction. Storage is billed to the host's last word of the data. A lease that has been started
 * already is answered with as it is. Refusals: `precondition_failed` (stopping, over, its end date has come, launches are frozen), `insufficient_capacity`,
 * `payment_required`, `limit_exceeded`, `invalid_input` (under its spend limit there is not enough left), and what `assertOrderAllowed` refuses.
 */
export async function startInstance(asked: Context, input: CloseLeaseInput): Promise<Lease> {
  const ctx = acrossTenants(asked, "a start takes accelerators of an operator");
  const actor = authorize(ctx, "lease.launch");
  const found = await findOwn(ctx.db, actor, input.leaseId);
  if (found.state === "stopped") await assertOrderAllowed(ctx, actor, await orderOf(ctx, found));
  return ctx.db.transaction(async (tx) => {
    await lockHost(tx, found.hostId);
    const lease = await lockLease(tx, found.id);
    if (lease.state !== "stopped") return refuseOrAnswer(lease);
    const at = await databaseNow(tx);
    assertNotEnded(lease, at);
    const claimed = await claim(tx, lease, at);
    await checkSpendLimit(tx, lease, at);
    await holdAgain(tx, lease, at);
    const started = await becomeProvisioning(tx, lease, at, ctx.requestId);
    await tx
      .insert(leaseAccelerators)
      .values(claimed.map(({ id }) => ({ leaseId: lease.id, acceleratorId: id, claimedAt: at })));
    await recordAudit(tx, ctx, { action: "lease.start", targetId: lease.id });
    return started;
  });
}

async function orderOf(ctx: Context, { skuId, siteId }: Lease) {
  const [site] = await ctx.db.select({ country: sites.country }).from(sites).where(eq(sites.id, siteId));
  return { skuId, siteCountry: site!.country };
}

function refuseOrAnswer(lease: Lease): Lease {
  if (lease.state === "stopping")
    throw new AppError("precondition_failed", "It is still stopping. Start it once it has stopped.");
  if (lease.endedAt) throw new AppError("precondition_failed", "It has ended, and its data is deleted.");
  return lease;
}

function assertNotEnded({ endsAt }: Lease, at: Date) {
  if (endsAt && endsAt <= at)
    throw new AppError("precondition_failed", "Its end date has come. Set a later one, or none, before you start it.");
}

/** Only where its data is: another host would not have it. */
async function claim(tx: Transaction, lease: Lease, at: Date): Promise<{ id: string }[]> {
  const [sku] = await tx.select().from(skus).where(eq(skus.id, lease.skuId));
  const ready = await tx.execute(
    sql`SELECT 1 FROM hosts h WHERE h.id = ${lease.hostId} AND ${isReporting(at)} AND ${isTrusted}`,
  );
  if (ready.rows.length === 0)
    throw new AppError(
      "insufficient_capacity",
      "The host that has its data does not answer or reports a problem. The data stays; try again later.",
    );
  await assertTakesLeases(tx, lease, at);
  const want = { modelId: sku!.modelId!, count: lease.acceleratorCount };
  const free = await lockFree(tx, lease.hostId, want, { at, until: lease.endsAt });
  if (free.length < lease.acceleratorCount)
    throw new AppError(
      "insufficient_capacity",
      `The host that has its data has ${free.length} of ${lease.acceleratorCount} accelerators free now. The data stays; try again later.`,
    );
  return free;
}

async function assertTakesLeases(tx: Transaction, lease: Lease, at: Date): Promise<void> {
  const { rows } = await tx.execute(
    sql`SELECT 1 FROM hosts h WHERE h.id = ${lease.hostId} AND ${takesLeasesAt(at, lease.endsAt)}`,
  );
  if (rows.length > 0) return;
  throw new AppError(
    "insufficient_capacity",
    "The host that has its data takes no instances now: its operator or the platform keeps it from use, or maintenance begins within a day. The data stays; try again later, or launch the same elsewhere.",
  );
}

async function becomeProvisioning(tx: Transaction, lease: Lease, at: Date, requestId: string): Promise<Lease> {
  await switchInterval(tx, lease, lease.provenThrough, "provisioning");
  const [started] = await tx
    .update(leases)
    .set({
      state: "provisioning",
      requestId,
      incarnation: lease.incarnation + 1,
      bootDeadlineAt: new Date(at.getTime() + settings().bootLimitMs),
      stopRequestedAt: null,
      stopKeepsData: false,
      retainUntil: null,
      retainedAs: null,
      endReason: null,
    })
    .where(eq(leases.id, lease.id))
    .returning();
  if (lease.retainUntil) await resolveNotice(tx, lease.organizationId, dataNoticeKey(lease), at);
  await forgetFailedStart(tx, lease, at);
  const count = lease.acceleratorCount;
  await appendEvent(tx, {
    leaseId: lease.id,
    source: "customer",
    sourceEventId: factId(started!, "provisioning"),
    kind: "lease.provisioning",
    fromState: "stopped",
    toState: "provisioning",
    message: `Start requested; ${count} accelerator${count === 1 ? "" : "s"} reserved where its data is`,
    detail: { metered: { state: "provisioning", from: lease.provenThrough.toISOString() } satisfies Metered },
    at,
  });
  await bumpDesired(tx, lease.hostId);
  return started!;
}
