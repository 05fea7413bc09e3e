import { and, eq } from "drizzle-orm";
import type { StackRecord } from "@/bin/stack/stack";
import { createDatabase, type Database } from "@/db/client";
import { leases, sites, users } from "@/db/schema";
import { PLATFORM_ROLE } from "@/db/tenancy";
import type { AgentReport, InstanceReport } from "@/lib/core/contracts/agent";
import { enrolHost } from "@/lib/fleet/enrol-host";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { agentReport, h100s, TestAgent } from "@/lib/fleet/testing/agent";
import { openSession } from "@/lib/identity/open-session";
import { newId } from "@/lib/ids";

const AT_ONCE = 8;
const ACCELERATORS = 8;

/** One host that is no machine: it signs and reports as an agent does, and the containers that it reports are not there. */
class SimulatedHost {
  private readonly running = new Map<string, { since: number; endedAt: number | null }>();

  constructor(
    readonly hostId: string,
    private readonly agent: TestAgent,
    private readonly tag: string,
  ) {}

  start(leaseId: string): void {
    this.running.set(leaseId, { since: Date.now(), endedAt: null });
  }

  end(leaseId: string): void {
    const container = this.running.get(leaseId);
    if (container) container.endedAt = Date.now();
  }

  report(): AgentReport {
    const accelerators = h100s(ACCELERATORS, this.tag);
    const instances = [...this.running].map(([leaseId, container]) => reportOf(leaseId, container));
    return agentReport({ accelerators, instances });
  }

  request(origin: string): Request {
    return this.agent.request(origin, this.hostId, "report", { body: this.report() });
  }
}

function reportOf(leaseId: string, { since, endedAt }: { since: number; endedAt: number | null }): InstanceReport {
  const containerId = `c-${leaseId}`;
  const common = { leaseId, incarnation: 1, containerId, startedAt: null, reason: null };
  return endedAt === null
    ? { ...common, phase: "reachable", uptimeMs: Date.now() - since, endedAgoMs: null, exitCode: null, sshPort: 32_768 }
    : { ...common, phase: "exited", uptimeMs: null, endedAgoMs: Date.now() - endedAt, exitCode: 0, sshPort: null };
}

/** So many simulated hosts at the seeded operator's first site, and what the load has to read from the database behind the API's back. */
export class Fleet {
  private constructor(
    private readonly handle: { db: Database; close(): Promise<void> },
    readonly hosts: SimulatedHost[],
  ) {}

  static async enrol({ ownerUrl, demo }: StackRecord, count: number): Promise<Fleet> {
    const handle = createDatabase(ownerUrl, { max: AT_ONCE, applicationName: "openhall-bench", role: PLATFORM_ROLE });
    const { db } = handle;
    const anonymous = { db, actor: { type: "anonymous" } as const, now: new Date(), requestId: newId("req") };
    const email = demo.signIns.find(({ label }) => label === "operator")!.email;
    const [person] = await db.select({ id: users.id }).from(users).where(eq(users.email, email));
    const actor = await openSession(anonymous, { userId: person!.id });
    const [site] = await db
      .select({ id: sites.id })
      .from(sites)
      .where(and(eq(sites.organizationId, actor.organizationId), eq(sites.name, "Reykjavik 1")));
    const hosts: SimulatedHost[] = [];
    let next = 0;
    const enrolSome = async () => {
      for (let at = next++; at < count; at = next++) {
        const { token } = await mintEnrolmentToken(
          { ...anonymous, actor },
          { siteId: site!.id, hostName: `load-${at}` },
        );
        const agent = new TestAgent();
        const accelerators = h100s(ACCELERATORS, `load-${at}`);
        const { hostId } = await enrolHost(anonymous, agent.enrolRequest(token, { accelerators }));
        hosts.push(new SimulatedHost(hostId, agent, `load-${at}`));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, enrolSome));
    return new Fleet(handle, hosts);
  }

  /** The machine that a lease was placed on. */
  async hostOf(leaseId: string): Promise<SimulatedHost> {
    const [lease] = await this.handle.db.select({ hostId: leases.hostId }).from(leases).where(eq(leases.id, leaseId));
    return this.hosts.find((host) => host.hostId === lease!.hostId)!;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
