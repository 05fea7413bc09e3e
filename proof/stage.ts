import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { launchLimits, promoGrants, skus } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { testContext } from "@/db/testing/context";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import type { UserActor } from "@/lib/context";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import type { Currency } from "@/lib/core/money";
import { publishOffer } from "@/lib/fleet/publish-offer";
import type { h100s } from "@/lib/fleet/testing/agent";
import { newId } from "@/lib/ids";
import { openAccount } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";

/** Who and what is in a stage's database. Plain data, for it is told to child processes and outlives the connection that made it. */
export interface Stage {
  hosts: StageHost[];
  customers: StageCustomer[];
  desk: UserActor;
  /** The SKU of one accelerator. */
  skuId: string;
  storageSkuId: string;
}

export interface StageHost {
  hostId: string;
  siteId: string;
  operatorId: string;
  accelerators: ReturnType<typeof h100s>;
}

export interface StageCustomer {
  organizationId: string;
  actor: UserActor;
  sshKeyId: string;
  /** By currency, prepaid and promotional. */
  creditMicros: Record<Currency, bigint>;
}

export const STAGE_BUILT_AT = new Date("2026-01-01T00:00:00.000Z");
const RICH_MICROS = 10n ** 17n;
const PROMO_MICROS = 5_000_000n;

/** Markets with a host of eight accelerators each and four customers with money in two currencies, one of them partly promotional. */
export async function buildStage(db: Database, options: { hosts?: number } = {}): Promise<Stage> {
  await installTestClock(db, STAGE_BUILT_AT);
  const markets = [];
  for (let i = 0; i < (options.hosts ?? 2); i++) {
    await setTestClock(db, new Date(STAGE_BUILT_AT.getTime() + i * 60_000));
    markets.push(await createMarket(db));
  }
  const first = markets[0]!;
  const [storage] = await db.select().from(skus).where(eq(skus.code, STORAGE_SKU));
  await priceStorage(markets, storage!.id);
  const customers: StageCustomer[] = [];
  for (let i = 0; i < 4; i++) {
    const { organizationId, actor, sshKeyId } = await createBuyer(first, "0");
    for (const currency of ["USD", "CNY"] as const) await credit(db, organizationId, currency);
    await liftLimits(db, organizationId);
    const promo = i === 0 ? await grantPromo(db, organizationId) : 0n;
    customers.push({
      organizationId,
      actor,
      sshKeyId,
      creditMicros: { USD: RICH_MICROS + promo, CNY: RICH_MICROS, JPY: 0n },
    });
  }
  return {
    hosts: markets.map(({ hostId, siteId, operator, accelerators }) => ({
      hostId,
      siteId,
      operatorId: operator.organizationId,
      accelerators,
    })),
    customers,
    desk: first.platform.actor,
    skuId: first.sku[1],
    storageSkuId: storage!.id,
  };
}

/** Per GiB-hour, on both sides, at every site. */
async function priceStorage(markets: readonly Market[], skuId: string) {
  const price = { region: "*", basis: "amount", amount: "0.000139" } as const;
  await setRetailPrice(markets[0]!.platform.ctx, { ...price, skuIds: [skuId] });
  const offer = { wholesalePerHour: "0.000097", currency: "USD", from: null, to: null } as const;
  for (const { operator, siteId } of markets) await publishOffer(operator.ctx, { ...offer, skuIds: [skuId], siteId });
}

async function credit(db: Database, organizationId: string, currency: Currency) {
  await db.transaction(async (tx) => {
    const prepaid = await openAccount(tx, { kind: "customer_prepaid", organizationId, currency });
    const bank = await openAccount(tx, { kind: "bank", organizationId: null, currency });
    await postTransaction(tx, {
      kind: "manual_top_up",
      ref: `${organizationId}:stage:${currency}`,
      effectiveAt: STAGE_BUILT_AT,
      entries: [
        { accountNumber: prepaid.accountNumber, currency, amountMicros: RICH_MICROS },
        { accountNumber: bank.accountNumber, currency, amountMicros: -RICH_MICROS },
      ],
    });
  });
}

/** Prices of generated histories are of any height; what a new customer may run at once is not what is proven here. */
async function liftLimits(db: Database, organizationId: string): Promise<void> {
  const limits = { accelerators: 1_000_000, burnMicrosPerHour: RICH_MICROS, cardMicrosPerDay: RICH_MICROS };
  await db.insert(launchLimits).values({ organizationId, ...limits, reason: "Stage", updatedAt: STAGE_BUILT_AT });
}

async function grantPromo(db: Database, organizationId: string): Promise<bigint> {
  const currency = "USD";
  const id = newId("prm");
  await db.transaction(async (tx) => {
    const promo = await openAccount(tx, { kind: "customer_promo", organizationId, currency });
    const expense = await openAccount(tx, { kind: "promo_expense", organizationId: null, currency });
    await tx.insert(promoGrants).values({
      id,
      organizationId,
      currency,
      amountMicros: PROMO_MICROS,
      remainingMicros: PROMO_MICROS,
      reason: "Welcome",
      idempotencyKey: id,
      expiresAt: new Date("2030-01-01T00:00:00Z"),
    });
    await postTransaction(tx, {
      kind: "promo_grant",
      ref: id,
      effectiveAt: STAGE_BUILT_AT,
      entries: [
        { accountNumber: promo.accountNumber, currency, amountMicros: PROMO_MICROS },
        { accountNumber: expense.accountNumber, currency, amountMicros: -PROMO_MICROS },
      ],
    });
  });
  return PROMO_MICROS;
}

export const customerContext = (db: Database, customer: StageCustomer) => testContext(db, customer.actor);
export const workerContext = (db: Database, name = "proof") => testContext(db, { type: "system", name });
export const hostContext = (db: Database, { hostId, operatorId }: StageHost) =>
  testContext(db, { type: "host", hostId, organizationId: operatorId });
