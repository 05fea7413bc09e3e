import { and, eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { acceleratorModels, skus } from "@/db/schema";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import type { Context } from "@/lib/context";
import type { AcceleratorReport, HostFacts, InstanceReport } from "@/lib/core/contracts/agent";
import { parseMoney } from "@/lib/core/money";
import { createSite } from "@/lib/fleet/create-site";
import { enrolHost } from "@/lib/fleet/enrol-host";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { publishOffer } from "@/lib/fleet/publish-offer";
import { agentReport, h100s, hostFacts, TestAgent } from "@/lib/fleet/testing/agent";
import { addSshKey } from "@/lib/identity/add-ssh-key";
import { newId } from "@/lib/ids";
import { applyReport } from "@/lib/leases/apply-report";
import { launchLease } from "@/lib/leases/launch-lease";
import type { Lease } from "@/lib/leases/types";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { databaseNow } from "../clock";
import { createCustomer, createOperator, createPlatform, type TestParty, testContext } from "./context";
import { testSshKey } from "./ssh-keys";

export interface Market {
  db: Database;
  operator: TestParty;
  platform: TestParty;
  siteId: string;
  hostId: string;
  /** SKU ids by accelerator count. */
  sku: Record<1 | 2 | 4 | 8, string>;
  host: Context;
  accelerators: AcceleratorReport[];
  /** A heartbeat of the host with these instances, applied as if the agent had sent it now. */
  report(instances: Partial<InstanceReport>[], facts?: Partial<HostFacts>): Promise<void>;
}

export const RETAIL_PER_HOUR = "2.56";
export const WHOLESALE_PER_HOUR = "1.85";

/** One operator with one simulated host of eight H100s on offer, and a desk that prices them: everything through the verbs. */
export async function createMarket(db: Database, options: { accelerators?: number } = {}): Promise<Market> {
  const now = await databaseNow(db);
  const operator = at(await createOperator(db), now);
  const platform = at(await createPlatform(db), now);
  const tag = newId("hst").slice(-8);
  const accelerators = h100s(options.accelerators ?? 8, tag);
  const { siteId } = await createSite(operator.ctx, {
    name: `Hall ${tag}`,
    city: "Reykjavik",
    country: "IS",
    latitude: 64.15,
    longitude: -21.94,
  });
  const { token } = await mintEnrolmentToken(operator.ctx, { siteId, hostName: `gpu-${tag}` });
  const agent = new TestAgent();
  const { hostId } = await enrolHost(
    testContext(db, { type: "anonymous" }, now),
    agent.enrolRequest(token, { accelerators }),
  );
  const sku = await findSkus(db);
  await publishOffer(operator.ctx, {
    siteId,
    skuIds: Object.values(sku),
    wholesalePerHour: WHOLESALE_PER_HOUR,
    currency: "USD",
    from: null,
    to: null,
  });
  await setRetailPrice(platform.ctx, {
    skuIds: Object.values(sku),
    region: "*",
    basis: "amount",
    amount: RETAIL_PER_HOUR,
  });
  const host = testContext(db, { type: "host", hostId, organizationId: operator.organizationId });
  const report = async (instances: Partial<InstanceReport>[], facts: Partial<HostFacts> = {}) => {
    const sentAt = (await databaseNow(db)).toISOString();
    const full = instances.map((instance) => ({ ...RUNNING, ...instance }) as InstanceReport);
    await applyReport(host, agentReport({ sentAt, facts: hostFacts(facts), accelerators, instances: full }));
  };
  const market = { db, operator, platform, siteId, hostId, sku, host, accelerators, report };
  await report([]);
  return market;
}

const RUNNING = {
  incarnation: 1,
  phase: "reachable",
  containerId: "c0ffee",
  startedAt: null,
  uptimeMs: 1_000,
  endedAgoMs: null,
  exitCode: null,
  reason: null,
  sshPort: 32_768,
} as const satisfies Partial<InstanceReport>;

function at(party: TestParty, now: Date): TestParty {
  return { ...party, ctx: { ...party.ctx, now } };
}

async function findSkus(db: Database): Promise<Market["sku"]> {
  const rows = await db
    .select({ id: skus.id, count: skus.acceleratorCount })
    .from(skus)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .where(and(eq(acceleratorModels.code, "h100-sxm-80")));
  return Object.fromEntries(rows.map((row) => [row.count, row.id])) as Market["sku"];
}

export interface Buyer extends TestParty {
  sshKeyId: string;
  launch(count: 1 | 2 | 4 | 8, idempotencyKey?: string): Promise<Lease>;
}

/** A customer with an SSH key and prepaid money, who can launch on the market. */
export async function createBuyer(market: Market, credit = "1000"): Promise<Buyer> {
  const party = await createCustomer(market.db);
  const { sshKeyId } = await addSshKey(party.ctx, { name: "laptop", publicKey: testSshKey() });
  const amountMicros = parseMoney(credit)!;
  if (amountMicros > 0n)
    await creditCustomer(market.platform.ctx, {
      organizationId: party.organizationId,
      amountMicros,
      currency: "USD",
      reference: "Test transfer",
      idempotencyKey: newId("req"),
    });
  const launch = (count: 1 | 2 | 4 | 8, idempotencyKey: string = newId("req")) =>
    launchLease(party.ctx, { skuId: market.sku[count], sshKeyIds: [sshKeyId], idempotencyKey });
  return { ...party, sshKeyId, launch };
}
