import { asc, eq } from "drizzle-orm";
import { hardwareFindings, hostEvents } from "@/db/schema";
import { createPlatform } from "@/db/testing/context";
import type { AgentReport } from "@/lib/core/contracts/agent";
import { listAccelerators } from "../host-queries";
import { recordHostReport } from "../record-host-report";
import { agentReport, h100s } from "./agent";
import { createTestFleet, enrolTestHost } from "./site";

/** A fleet whose hosts report whatever a test says, and what is found of them. */
export async function createHardwareFleet() {
  const fleet = await createTestFleet();
  const { db } = fleet.database;
  const platform = await createPlatform(db);
  let made = 0;

  async function host(
    count: number,
    at: { ctx: typeof fleet.operator.ctx; siteId: string } = { ...fleet.operator, siteId: fleet.siteId },
  ) {
    made += 1;
    const tag = `w${made}`;
    const accelerators = h100s(count, tag);
    const { hostId } = await enrolTestHost(at.ctx, { siteId: at.siteId, hostName: `gpu-${made}`, accelerators });
    return { tag, hostId, accelerators };
  }

  return {
    ...fleet,
    db,
    platform,
    host,
    report: (hostId: string, accelerators: AgentReport["accelerators"], at = new Date()) =>
      db.transaction((tx) => recordHostReport(tx, hostId, agentReport({ accelerators }), at)),
    findings: (hostId: string) =>
      db.select().from(hardwareFindings).where(eq(hardwareFindings.hostId, hostId)).orderBy(asc(hardwareFindings.id)),
    events: async (hostId: string) =>
      (await db.select().from(hostEvents).where(eq(hostEvents.hostId, hostId)).orderBy(asc(hostEvents.id))).map(
        ({ kind }) => kind,
      ),
    states: async (hostId: string) => (await listAccelerators(platform.ctx, hostId)).map(({ state }) => state),
  };
}
