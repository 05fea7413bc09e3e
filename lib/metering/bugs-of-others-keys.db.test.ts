import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { leaseEvents, ledgerAccounts } from "@/db/schema";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { lockPrepaidAccount, openAccount } from "@/lib/ledger/accounts";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { postTransaction } from "@/lib/ledger/post-transactions";

/** The bugs that money.md says bit others, those of keys; Stripe's are shown where they end, at the ledger's key. */

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-29T00:50:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

async function balanceOf(organizationId: string) {
  const own = and(eq(ledgerAccounts.organizationId, organizationId), eq(ledgerAccounts.kind, "customer_prepaid"));
  const [row] = await scene.database.db.select().from(ledgerAccounts).where(own);
  return row!.balanceMicros!;
}

const credit = (idempotencyKey: string) =>
  creditCustomer(scene.market.platform.ctx, {
    organizationId: scene.buyer.organizationId,
    amountMicros: 7_000_000n,
    currency: "USD",
    reference: "Transfer",
    idempotencyKey,
  });

/** Books a fact of the kind that Stripe will tell of, as its handlers will: by the fact's own name. */
async function bookFact(ref: string, micros: bigint): Promise<void> {
  const { organizationId } = scene.buyer;
  await scene.database.db.transaction(async (tx) => {
    const { accountNumber } = await lockPrepaidAccount(tx, organizationId, "USD");
    const bank = await openAccount(tx, { kind: "bank", organizationId: null, currency: "USD" });
    await postTransaction(tx, {
      kind: "manual_top_up",
      ref,
      effectiveAt: scene.now,
      entries: [
        { accountNumber, currency: "USD", amountMicros: micros },
        { accountNumber: bank.accountNumber, currency: "USD", amountMicros: -micros },
      ],
    });
  });
}

/** How many of these went through. */
async function successes(attempts: Promise<unknown>[]): Promise<number> {
  const settled = await Promise.allSettled(attempts);
  return settled.filter((one) => one.status === "fulfilled").length;
}

test("a new idempotency key per attempt charged 2–3×: a retry keeps its key, and books once however often it is sent", async () => {
  const before = await balanceOf(scene.buyer.organizationId);
  const key = newId("req");
  const answers = await Promise.all([credit(key), credit(key), credit(key)]);
  expect(new Set(answers.map((one) => one.transactionId)).size).toBe(1);
  expect((await balanceOf(scene.buyer.organizationId)) - before).toBe(7_000_000n);
});

test("a top-up without an idempotency key: there is none, it is refused beside the field", async () => {
  const refused = await credit("").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect((refused as AppError).options.fields).toHaveProperty("idempotencyKey");
});

test("an event id minted per emission billed 4×: a report told four times is one event and one interval", async () => {
  await scene.market.report([]);
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  for (let i = 0; i < 4; i++) await container.beat();
  const own = and(eq(leaseEvents.leaseId, lease.id), eq(leaseEvents.kind, "lease.running"));
  expect(await scene.database.db.select().from(leaseEvents).where(own)).toHaveLength(1);
  await container.runFor(60);
  for (let i = 0; i < 4; i++) await container.beat(EXITED);
  while ((await scene.tick()).leases > 0);
  expect(await scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 60n));
});

test("duplicate webhook credits: (ledger key) the same money fact told twice, also at once, is booked once", async () => {
  const before = await balanceOf(scene.buyer.organizationId);
  const fact = () => bookFact("pi_twice:succeeded", 5_000_000n);
  expect(await successes([fact(), fact(), fact()])).toBe(1);
  await expect(fact()).rejects.toThrow();
  expect((await balanceOf(scene.buyer.organizationId)) - before).toBe(5_000_000n);
});

test("the return page racing the webhook: (ledger key) both name the payment, not their message, so one of them books", async () => {
  const before = await balanceOf(scene.buyer.organizationId);
  const [page, webhook] = [1, 2].map(() => bookFact("pi_race:succeeded", 3_000_000n));
  expect(await successes([page!, webhook!])).toBe(1);
  expect((await balanceOf(scene.buyer.organizationId)) - before).toBe(3_000_000n);
});

test("a refund and a dispute deducting twice: (ledger key) each is a fact of its own, and neither is booked again", async () => {
  const before = await balanceOf(scene.buyer.organizationId);
  await bookFact("re_1", -1_000_000n);
  await bookFact("dp_1:withdrawn", -2_000_000n);
  expect(await successes([bookFact("re_1", -1_000_000n), bookFact("dp_1:withdrawn", -2_000_000n)])).toBe(0);
  expect(before - (await balanceOf(scene.buyer.organizationId))).toBe(3_000_000n);
});
