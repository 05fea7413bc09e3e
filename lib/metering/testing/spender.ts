import { and, eq, notLike } from "drizzle-orm";
import { ledgerAccounts, notices, promoGrants } from "@/db/schema";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { EXITED, type Scene } from "@/db/testing/scene";
import { type Currency, parseMoney } from "@/lib/core/money";
import { newId } from "@/lib/ids";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { accountKey, openAccounts } from "@/lib/ledger/accounts";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { postTransaction } from "@/lib/ledger/post-transactions";

type Container = ReturnType<Scene["container"]>;

export interface Started {
  lease: Lease;
  container: Container;
}

/** A customer with so much money, alone on the market's host, who starts instances and ends them. */
export class Spender {
  private constructor(
    readonly scene: Scene,
    readonly buyer: Buyer,
  ) {}

  static async of(scene: Scene, credit: string): Promise<Spender> {
    return new Spender(scene, await createBuyer(scene.market, credit));
  }

  get organizationId() {
    return this.buyer.organizationId;
  }

  /** Runs from the next second on. */
  async start(count: 1 | 2 | 4 | 8 = 1): Promise<Started> {
    await this.scene.market.report([]);
    const lease = await this.buyer.launch(count);
    await this.scene.pass(1);
    const container = this.scene.container(lease);
    await container.beat();
    return { lease, container };
  }

  /** Stopped by the customer or already, its container ends now, and what it used is booked. */
  async end({ lease, container }: Started): Promise<void> {
    await closeLease(this.buyer.ctx, { leaseId: lease.id });
    await container.beat(EXITED);
    await this.scene.tick();
  }

  async credit(amount: string, currency: Currency = "USD"): Promise<void> {
    await creditCustomer(this.scene.market.platform.ctx, {
      organizationId: this.organizationId,
      amountMicros: parseMoney(amount)!,
      currency,
      reference: "Test transfer",
      idempotencyKey: newId("req"),
    });
  }

  async grant(amount: string, expiresAt: Date): Promise<void> {
    const { db } = this.scene.database;
    const { organizationId } = this;
    const amountMicros = parseMoney(amount)!;
    await db.transaction(async (tx) => {
      const id = newId("prm");
      const promo = { kind: "customer_promo", organizationId, currency: "USD" } as const;
      const expense = { kind: "promo_expense", organizationId: null, currency: "USD" } as const;
      const accounts = await openAccounts(tx, [promo, expense]);
      await postTransaction(tx, {
        kind: "promo_grant",
        ref: id,
        effectiveAt: this.scene.now,
        entries: [
          { ...accounts.get(accountKey(promo))!, amountMicros },
          { ...accounts.get(accountKey(expense))!, amountMicros: -amountMicros },
        ],
      });
      const common = { organizationId, currency: "USD", reason: "Test grant", idempotencyKey: id } as const;
      await tx.insert(promoGrants).values({ ...common, id, amountMicros, remainingMicros: amountMicros, expiresAt });
    });
  }

  async balance(currency: Currency = "USD"): Promise<bigint> {
    const [row] = await this.scene.database.db
      .select()
      .from(ledgerAccounts)
      .where(
        and(
          eq(ledgerAccounts.organizationId, this.organizationId),
          eq(ledgerAccounts.kind, "customer_prepaid"),
          eq(ledgerAccounts.currency, currency),
        ),
      );
    return row?.balanceMicros ?? 0n;
  }

  /** All that were ever raised, oldest first. */
  /** Of the customer's money; what is told of each instance's data is another matter. */
  notices() {
    return this.scene.database.db
      .select()
      .from(notices)
      .where(and(eq(notices.organizationId, this.organizationId), notLike(notices.key, "data:%")))
      .orderBy(notices.raisedAt, notices.id);
  }

  async openNotices(): Promise<string[]> {
    return (await this.notices()).filter((notice) => notice.resolvedAt === null).map((notice) => notice.key);
  }
}
