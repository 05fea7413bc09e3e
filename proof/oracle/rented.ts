import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { leaseRates } from "@/db/schema";
import type { AgentReport, InstanceReport } from "@/lib/core/contracts/agent";
import { agentReport, hostFacts } from "@/lib/fleet/testing/agent";
import { newId } from "@/lib/ids";
import { applyReport } from "@/lib/leases/apply-report";
import { launchLease } from "@/lib/leases/launch-lease";
import { customerContext, hostContext, type Stage, type StageHost } from "../stage";
import type { Rented, Sight, World } from "./history";
import type { Seen } from "./read-report";
import { ReportReader } from "./report-reader";
import type { Truth, Version } from "./seconds";
import { fxAt, taxAt } from "./terms";

interface Container {
  id: string;
  startedMs: number;
  pausedMs: number;
}

/** A lease that is launched, seen by its host and stopped: both sides of the wire, and the naive reader of what went over it. */
export interface RentedLease {
  id: string;
  hostId: string;
  plan: Rented;
  reader: ReportReader;
  container: Container | null;
  containers: number;
  reports: number;
  truth: Omit<Truth, "start" | "states" | "intervals">;
}

/** Milliseconds since the world's start ↔ instants. */
export const instantAt = (world: World, ms: number) => new Date(new Date(world.start).getTime() + ms);

export async function rent(
  db: Database,
  stage: Stage,
  world: World,
  plan: Rented,
  nowMs: number,
): Promise<RentedLease> {
  const customer = stage.customers[plan.customer]!;
  const start = Math.floor(nowMs / 1_000);
  const endsAt = plan.endsAfter === null ? null : start + plan.endsAfter;
  const lease = await launchLease(customerContext(db, customer), {
    skuId: stage.skuId,
    sshKeyIds: [customer.sshKeyId],
    diskGib: plan.diskGib,
    endsAt: endsAt === null ? null : instantAt(world, endsAt * 1_000),
    idempotencyKey: newId("req"),
  });
  const pinned = await db.select().from(leaseRates).where(eq(leaseRates.leaseId, lease.id));
  const versions = async (side: "retail" | "wholesale"): Promise<Version[]> => {
    const rate = pinned.find((one) => one.side === side && one.skuId === lease.skuId)!;
    return changePrices(db, world, rate, start, plan[side]);
  };
  const stored = (side: "retail" | "wholesale"): Version[] =>
    pinned
      .filter((one) => one.side === side && one.skuId === stage.storageSkuId)
      .map(({ microsPerUnitHour }) => ({ from: start, microsPerUnitHour }));
  return {
    id: lease.id,
    hostId: lease.hostId,
    plan,
    reader: new ReportReader(nowMs, endsAt),
    container: null,
    containers: 0,
    reports: 0,
    truth: {
      units: lease.acceleratorCount,
      storageUnits: plan.diskGib,
      compute: { retail: await versions("retail"), wholesale: await versions("wholesale") },
      storage: { retail: stored("retail"), wholesale: stored("wholesale") },
      taxAt: taxAt(world, plan.customer),
      fxAt: fxAt(world, lease.currency, lease.billingCurrency),
    },
  };
}

/** Announced changes: the pinned rate ends where the next begins. */
async function changePrices(
  db: Database,
  world: World,
  rate: typeof leaseRates.$inferSelect,
  start: number,
  changes: Rented["retail"],
): Promise<Version[]> {
  const byFirstSecond = new Map(changes.map(({ at, price }) => [start + at, price]));
  const later = [...byFirstSecond].sort(([a], [b]) => a - b);
  const edge = (second: number | undefined) => (second === undefined ? null : instantAt(world, second * 1_000));
  const [first] = later;
  if (first) {
    const during = { from: rate.during.from, to: edge(first[0]) };
    await db.update(leaseRates).set({ during }).where(eq(leaseRates.id, rate.id));
    await db.insert(leaseRates).values(
      later.map(([second, microsPerUnitHour], at) => ({
        ...rate,
        id: newId("rat"),
        microsPerUnitHour,
        during: { from: edge(second)!, to: edge(later[at + 1]?.[0]) },
      })),
    );
  }
  return [
    { from: start, microsPerUnitHour: rate.microsPerUnitHour },
    ...later.map(([from, microsPerUnitHour]) => ({ from, microsPerUnitHour })),
  ];
}

/** A host of the world: what it says, when it says it, and in what order it arrives. */
export class WorldHost {
  private boots = 1;
  private last: { instances: InstanceReport[]; bootId: string } | null = null;

  constructor(
    private readonly db: Database,
    private readonly world: World,
    private readonly host: StageHost,
    private readonly leases: () => RentedLease[],
  ) {}

  async step(kind: World["steps"][number]["hosts"][number], nowMs: number, skewMs: number): Promise<void> {
    if (kind === "silent") return;
    if (kind === "reboot") this.reboot();
    const before = this.last;
    const fresh = {
      instances: this.look(kind === "late" ? nowMs - 3_000 : nowMs, nowMs),
      bootId: `boot-${this.boots}`,
    };
    this.last = fresh;
    await this.deliver(fresh, nowMs, skewMs);
    if (kind === "twice") await this.deliver(fresh, nowMs, skewMs);
    if (kind === "stale after fresh" && before) await this.deliver(before, nowMs, skewMs);
  }

  /** Every container that still runs ends now. */
  async finish(nowMs: number): Promise<void> {
    const instances = this.own()
      .filter((lease) => !lease.reader.isStopped)
      .map((lease) => seen(lease, "exited", lease.container && uptime(lease.container, nowMs), 0));
    await this.deliver({ instances, bootId: `boot-${this.boots}` }, nowMs, 0);
  }

  private own(): RentedLease[] {
    return this.leases().filter((lease) => lease.hostId === this.host.hostId && !lease.reader.isOver);
  }

  private reboot() {
    this.boots += 1;
    for (const lease of this.own()) if (lease.container) lease.container = { ...lease.container, id: "" };
  }

  private look(sentMs: number, nowMs: number): InstanceReport[] {
    return this.own().flatMap((lease) => sightOf(lease, sentMs, nowMs) ?? []);
  }

  private async deliver(
    { instances, bootId }: { instances: InstanceReport[]; bootId: string },
    nowMs: number,
    skewMs: number,
  ) {
    const { world, host } = this;
    const report: AgentReport = agentReport({
      sentAt: instantAt(world, nowMs + skewMs).toISOString(),
      facts: hostFacts({ bootId }),
      accelerators: host.accelerators,
      instances,
    });
    await applyReport(hostContext(this.db, host), report);
    const byLease = new Map(instances.map((instance) => [instance.leaseId, instance]));
    for (const lease of this.own()) {
      const { incarnation } = lease.reader;
      lease.reader.report(nowMs, byLease.get(lease.id) as Seen, bootId);
      // the container of before the reboot is gone, and the next sight is of another
      if (lease.reader.incarnation !== incarnation) lease.container = null;
    }
  }
}

const uptime = ({ startedMs, pausedMs }: Container, atMs: number) => Math.max(0, atMs - startedMs - pausedMs);

function seen(
  lease: RentedLease,
  phase: InstanceReport["phase"],
  uptimeMs: number | null,
  endedAgoMs: number | null = null,
): InstanceReport {
  return {
    leaseId: lease.id,
    incarnation: lease.reader.incarnation,
    phase,
    containerId: lease.container?.id ?? null,
    startedAt: null,
    uptimeMs,
    endedAgoMs,
    exitCode: endedAgoMs === null ? null : 0,
    reason: null,
    sshPort: phase === "reachable" ? 32_768 : null,
  };
}

/** What the host says of one lease in its next report, by the lease's plan; null where its container is gone. */
function sightOf(lease: RentedLease, sentMs: number, nowMs: number): InstanceReport | null {
  const turn = lease.reports++;
  if (lease.reader.isStopped) return keptOf(lease, lease.plan.sights[turn % lease.plan.sights.length]!);
  lease.container ??= { id: `c${++lease.containers}-${lease.id}`, startedMs: nowMs, pausedMs: 0 };
  const { container, plan } = lease;
  if (container.id === "") return null;
  const ran = () => uptime(container, sentMs);
  if (lease.reader.isStopping && plan.stopsWell) return seen(lease, "exited", ran(), 0);
  if (turn < plan.bootReports) return seen(lease, "booting", ran());
  const sight = plan.sights[turn % plan.sights.length]!;
  if (sight === "paused") container.pausedMs += 60_000;
  if (sight === "replaced")
    lease.container = { id: `c${++lease.containers}-${lease.id}`, startedMs: nowMs, pausedMs: 0 };
  const agoMs = (turn * 977) % 9_000;
  switch (sight) {
    case "absent":
      return null;
    case "ssh-down":
      return seen(lease, "unreachable", ran());
    case "booting":
      return seen(lease, "booting", ran());
    case "no-uptime":
      return seen(lease, "reachable", null);
    case "crashed":
      return seen(lease, "failed", null, agoMs);
    case "exited":
      return seen(lease, "exited", Math.max(0, ran() - agoMs), agoMs);
    default:
      return seen(lease, "reachable", uptime(lease.container, sentMs));
  }
}

/** What the host says of data without a container. */
function keptOf(lease: RentedLease, sight: Sight): InstanceReport | null {
  lease.container = null;
  if (sight === "absent") return null;
  return seen(lease, sight === "replaced" ? "lost" : "retained", null);
}
