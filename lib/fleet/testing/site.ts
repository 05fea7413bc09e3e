import { acrossTenants } from "@/db/tenancy";
import { createOperator, testContext } from "@/db/testing/context";
import { createTestDatabase } from "@/db/testing/database";
import type { Context } from "@/lib/context";
import type { AcceleratorReport, HostFacts } from "@/lib/core/contracts/agent";
import { createSite } from "../create-site";
import { enrolHost } from "../enrol-host";
import { mintEnrolmentToken } from "../mint-enrolment-token";
import { TestAgent } from "./agent";

export const REYKJAVIK = { city: "Reykjavik", country: "IS", latitude: 64.13548, longitude: -21.89541 };

/** A host of a site, with the agent that holds its key. */
export async function enrolTestHost(
  ctx: Context,
  host: { siteId: string; hostName: string; facts?: Partial<HostFacts>; accelerators?: AcceleratorReport[] },
): Promise<{ hostId: string; agent: TestAgent }> {
  const { token } = await mintEnrolmentToken(ctx, { siteId: host.siteId, hostName: host.hostName });
  const agent = new TestAgent();
  // As on the web: an agent that nobody knows yet is in no tenant's view.
  const anonymous = testContext(acrossTenants(ctx, "an agent enrols").db, { type: "anonymous" }, ctx.now);
  const { hostId } = await enrolHost(anonymous, agent.enrolRequest(token, host));
  return { hostId, agent };
}

/** A database with an operator who has one site. */
export async function createTestFleet() {
  const database = await createTestDatabase();
  const operator = await createOperator(database.db);
  const { siteId } = await createSite(operator.ctx, { ...REYKJAVIK, name: "Reykjavik 1" });
  return { database, operator, siteId };
}
