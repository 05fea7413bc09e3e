import { createHash } from "node:crypto";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { acceleratorModels, leases, skus, sshKeys } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { assertOrderAllowed } from "@/lib/compliance/assert-order-allowed";
import type { Context, UserActor } from "@/lib/context";
import { AppError, isUniqueViolation, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { assertNotFrozen } from "@/lib/identity/launch-freezes";
import { assertProjectIsOwn } from "@/lib/identity/projects/assert-project";
import { findCandidates, type PricedCandidate } from "./candidates";
import { isOwnLease } from "./own-leases";
import { placeLease } from "./place-lease";
import type { LaunchLeaseInput } from "./schemas";
import type { LaunchSku, Lease } from "./types";

/** Each retry means that somebody else got the host that was tried: progress was made, and the list is fresh. */
const PLACEMENT_ATTEMPTS = 30;

/**
 * Launches one lease: whole accelerators on one host, the hold set aside, the container wanted, all in one transaction.
 * The same idempotency key answers with the same lease; for another request it is a conflict. Refusals: `insufficient_capacity`
 * (nothing fits, or somebody was quicker), `payment_required` (details.missingMicros), `limit_exceeded` (what may run at once),
 * `precondition_failed` (the price rose, or launches are frozen), and what `assertOrderAllowed` refuses.
 */
export async function launchLease(asked: Context, given: LaunchLeaseInput): Promise<Lease> {
  const ctx = acrossTenants(
    asked,
    "a launch takes accelerators of an operator and is priced from offers and price books",
  );
  const actor = authorize(ctx, "lease.launch");
  const input = inProject(actor, given);
  const requestHash = hashRequest(input);
  const known = await findByKey(ctx, actor, input.idempotencyKey, requestHash);
  if (known) return known;
  await assertProject(ctx.db, actor, input.projectId);
  // told before anything about stock, and looked at again where money is set aside
  await assertNotFrozen(ctx.db, actor.organizationId);
  const keys = await loadKeys(ctx, actor, input.sshKeyIds);
  const sku = await loadSku(ctx, input.skuId);
  let allowedIn: string | null = null;
  for (let attempt = 0; attempt < PLACEMENT_ATTEMPTS; attempt++) {
    const at = await databaseNow(ctx.db);
    const candidates = await findCandidates(ctx.db, {
      organizationId: actor.organizationId,
      skuId: sku.id,
      modelId: sku.modelId,
      count: sku.count,
      region: input.region,
      siteId: input.siteId,
      endsAt: input.endsAt ?? null,
      at,
    });
    const best = candidates[0];
    if (!best) throw new AppError("insufficient_capacity", `No ${sku.code} is free${place(input)} now.`);
    if (best.region !== allowedIn) {
      await assertOrderAllowed(ctx, actor, { skuId: sku.id, siteCountry: best.region });
      allowedIn = best.region;
    }
    assertPrice(input, best);
    try {
      const lease = await placeLease(ctx, actor, { input, requestHash, sku, candidate: best, keys });
      if (lease) return lease;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const twin = await findByKey(ctx, actor, input.idempotencyKey, requestHash);
      if (twin) return twin;
    }
  }
  throw new AppError("unavailable", "Too many launches at once for this SKU; try again.");
}

/** A key that works in one project launches there. */
function inProject(actor: UserActor, input: LaunchLeaseInput): LaunchLeaseInput {
  const projectId = input.projectId ?? actor.apiKey?.projectId ?? undefined;
  return projectId === undefined ? input : { ...input, projectId };
}

async function assertProject(db: Context["db"], actor: UserActor, projectId: string | undefined): Promise<void> {
  if (projectId !== undefined) return assertProjectIsOwn(db, actor, projectId);
  if (!actor.projects) return;
  const message = "Choose the project that it is for.";
  throw new AppError("invalid_input", message, { fields: { projectId: [message] } });
}

function place(input: LaunchLeaseInput): string {
  return input.region ? ` in ${input.region}` : "";
}

function hashRequest(input: LaunchLeaseInput): string {
  const { endsAt, diskGib, spendLimit, spendLimitCurrency, projectId, onHostReboot } = input;
  const limits = { endsAt, diskGib, spendLimit, spendLimitCurrency, projectId, onHostReboot };
  const facts = [
    input.skuId,
    input.region ?? "",
    input.siteId ?? "",
    input.name ?? "",
    ...[...input.sshKeyIds].sort(),
    ...Object.entries(limits).flatMap(([name, value]) => (value == null ? [] : [[name, value]])),
  ];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

async function findByKey(ctx: Context, actor: UserActor, idempotencyKey: string, requestHash: string) {
  const [lease] = await ctx.db
    .select()
    .from(leases)
    .where(and(eq(leases.organizationId, actor.organizationId), eq(leases.idempotencyKey, idempotencyKey)));
  if (lease && (lease.requestHash !== requestHash || !isOwnLease(actor, lease)))
    throw new AppError("conflict", "This idempotency key was used for another launch.");
  return lease ?? null;
}

async function loadKeys(ctx: Context, actor: UserActor, ids: string[]) {
  const wanted = [...new Set(ids)];
  const keys = await ctx.db
    .select({ id: sshKeys.id, publicKey: sshKeys.publicKey })
    .from(sshKeys)
    .where(
      and(inArray(sshKeys.id, wanted), eq(sshKeys.organizationId, actor.organizationId), isNull(sshKeys.removedAt)),
    );
  if (wanted.length === 0 || keys.length !== wanted.length)
    throw new AppError("invalid_input", "The launch was refused.", {
      fields: { sshKeyIds: ["Choose from the SSH keys of your organization."] },
    });
  return keys;
}

async function loadSku(ctx: Context, skuId: string): Promise<LaunchSku> {
  const [row] = await ctx.db
    .select({
      id: skus.id,
      code: skus.code,
      modelId: acceleratorModels.id,
      count: skus.acceleratorCount,
    })
    .from(skus)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .where(eq(skus.id, skuId));
  if (!row) throw notFound("SKU");
  return row;
}

function assertPrice(input: LaunchLeaseInput, best: PricedCandidate) {
  // A site sells a SKU in one currency, its offer's; without one the limit is in the currency that the customer pays in.
  const shown = input.siteId === undefined ? best.comparable.retailMicrosPerHour : best.retailMicrosPerHour;
  if (input.maxRetailMicrosPerHour === undefined || shown <= input.maxRetailMicrosPerHour) return;
  throw new AppError("precondition_failed", "The price rose since it was shown; look at it again before you launch.", {
    details: { retailMicrosPerHour: String(best.retailMicrosPerHour) },
  });
}
