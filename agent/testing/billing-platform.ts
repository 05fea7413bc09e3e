import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { createDatabase, type DatabaseHandle } from "@/db/client";
import { closeNotifications } from "@/db/notifications";
import { leases, usageSegments } from "@/db/schema";
import { createDatabaseFrom, createTestCluster, type TestCluster } from "@/db/testing/cluster";
import { testContext } from "@/db/testing/context";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { stretchesOf } from "@/db/testing/stretches";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { closeLease } from "@/lib/leases/close-lease";
import type { Lease } from "@/lib/leases/types";
import { auditBooks } from "@/lib/metering/audit-books";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { replayBills } from "@/lib/metering/replay-bills";
import { webDatabase } from "@/lib/web/database";
import { PATIENCE_MS } from "./rig";
import { type ServedApi, serveAgentApi } from "./served-api";

export const HOST_NAME = "gpu-real";

/** A start that takes less than a second leaves no segment. */
export const statesOf = (segments: readonly { state: string }[]) =>
  segments.map(({ state }) => state).filter((state) => state !== "provisioning");

/** The platform's routes for agents with a database of their own, a buyer, and a token for the one host to be enrolled. */
export class BillingPlatform {
  private constructor(
    private readonly cluster: TestCluster,
    readonly database: DatabaseHandle,
    private readonly api: ServedApi,
    readonly market: Market,
    readonly buyer: Buyer,
    readonly token: string,
  ) {}

  static async open(address?: string): Promise<BillingPlatform> {
    const cluster = await createTestCluster();
    const url = await createDatabaseFrom(cluster.adminUrl);
    // for the length of the file: agents go on asking between its tests
    Object.assign(process.env, { DATABASE_URL: url, OPENHALL_HEARTBEAT_MS: "500" });
    const database = createDatabase(url, { applicationName: "openhall-test" });
    const market = await createMarket(database.db, { accelerators: 0 });
    const buyer = await createBuyer(market);
    const place = { siteId: market.siteId, hostName: HOST_NAME };
    const { token } = await mintEnrolmentToken(market.operator.ctx, place);
    return new BillingPlatform(cluster, database, await serveAgentApi(address), market, buyer, token);
  }

  get url(): string {
    return this.api.url;
  }

  async until(id: string, condition: (lease: Lease) => boolean, explain = () => ""): Promise<Lease> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const [lease] = await this.database.db.select().from(leases).where(eq(leases.id, id));
      if (lease && condition(lease)) return lease;
      if (performance.now() > deadline)
        throw new Error(`not in time: ${condition}, ${JSON.stringify(lease)}\n${explain()}`);
      await sleep(50);
    }
  }

  /** Until the host has proven this much more of it. */
  proven = (id: string, since: Lease, ms: number) =>
    this.until(id, ({ provenThrough }) => provenThrough.getTime() - since.provenThrough.getTime() >= ms);

  /** Ends the lease, bills it, and holds the books against the audit and the lease's own events. */
  async billToEnd(id: string) {
    const { db } = this.database;
    await closeLease(this.buyer.ctx, { leaseId: id });
    await this.until(id, ({ state }) => state === "ended");
    await billDueLeases(testContext(db, { type: "system", name: "test-worker" }));
    expect((await auditBooks(db)).filter(({ violations }) => violations > 0)).toEqual([]);
    expect((await replayBills(db)).differences).toEqual([]);
    const own = eq(usageSegments.leaseId, id);
    return stretchesOf(await db.select().from(usageSegments).where(own).orderBy(usageSegments.segStart));
  }

  async close(): Promise<void> {
    this.api.close();
    await closeNotifications();
    await webDatabase().close();
    await this.database.close();
    await this.cluster.stop();
  }
}
