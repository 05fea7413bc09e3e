import { eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leases, sites, skus } from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import { RECEIPT_FORMAT, type ReceiptHead, type ReceiptRecord, type ReceiptSide } from "@/lib/core/receipts/receipt";
import { totalsOf } from "@/lib/core/receipts/recompute";
import { sealReceipt } from "@/lib/core/receipts/seal";
import { receiptEnv } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { ownLeases } from "@/lib/leases/own-leases";
import { signingKey } from "./receipt-key";
import { receiptRecords } from "./receipt-records";
import { summarise } from "./receipt-summary";
import { readSnapshot } from "./snapshot";

/**
 * A lease's receipt as of now, sealed: its events, states, prices, segments, corrections and totals, chained by hash and signed. A
 * customer gets what they are charged, an operator what they are paid, the desk either; nobody sees the other side's prices.
 */
export async function getReceipt(ctx: Pick<Context, "db" | "actor">, input: { leaseId: string; side?: ReceiptSide }) {
  const actor = authorize(ctx, "receipt.view");
  const key = signingKey();
  const side = actor.organizationKind === "platform" ? (input.side ?? "customer") : sideOf(actor);
  return readSnapshot(ctx.db, async (tx) => {
    const head = await readHead(tx, input.leaseId, side, visibleTo(actor));
    const records = await receiptRecords(tx, input.leaseId, side);
    return sealReceipt(complete(head, records), records, key);
  });
}

function sideOf(actor: UserActor): ReceiptSide {
  return actor.organizationKind === "operator" ? "operator" : "customer";
}

function visibleTo(actor: UserActor): SQL {
  if (actor.organizationKind === "platform") return sql`true`;
  return actor.organizationKind === "operator" ? eq(leases.operatorId, actor.organizationId) : ownLeases(actor);
}

type HeadRow = Omit<ReceiptHead, "totals" | "summary">;

async function readHead(tx: Transaction, leaseId: string, side: ReceiptSide, visible: SQL): Promise<HeadRow> {
  const [row] = await tx
    .select({ lease: leases, sku: skus.code, site: sites.name, country: sites.country })
    .from(leases)
    .innerJoin(skus, eq(skus.id, leases.skuId))
    .innerJoin(sites, eq(sites.id, leases.siteId))
    .where(sql`${leases.id} = ${leaseId} AND ${visible}`);
  if (!row) throw notFound("instance");
  const { lease, sku, site, country } = row;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    format: RECEIPT_FORMAT,
    side,
    issuer: receiptEnv().issuer,
    issuedAt: (await databaseNow(tx)).toISOString(),
    lease: {
      id: lease.id,
      name: side === "customer" ? lease.name : null,
      sku,
      accelerators: lease.acceleratorCount,
      site,
      country,
      simulated: lease.simulated,
      state: lease.state,
      endReason: lease.endReason,
      requestedAt: lease.requestedAt.toISOString(),
      runningAt: iso(lease.runningAt),
      endedAt: iso(lease.endedAt),
      billedFrom: lease.billedFrom.toISOString(),
      billedThrough: lease.billedThrough.toISOString(),
      currency: lease.currency,
      billingCurrency: side === "customer" ? lease.billingCurrency : lease.currency,
    },
  };
}

function complete(head: HeadRow, records: readonly ReceiptRecord[]): ReceiptHead {
  const totals = totalsOf(records);
  return { ...head, totals, summary: summarise(head.lease, totals, head.side) };
}
