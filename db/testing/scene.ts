import { eq } from "drizzle-orm";
import { leases, usageSegments } from "@/db/schema";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import type { Lease } from "@/lib/leases/types";
import { auditBooks } from "@/lib/metering/audit-books";
import { billDueLeases, type TickResult } from "@/lib/metering/bill-due-leases";
import { installTestClock, setTestClock } from "./clock";
import { testContext } from "./context";
import { createTestDatabase, type TestDatabase } from "./database";
import { type Buyer, createBuyer, createMarket, type Market } from "./market";

/** Of `RETAIL_PER_HOUR` and `WHOLESALE_PER_HOUR` on the test market. */
export const RETAIL_MICROS = 2_560_000n;
export const WHOLESALE_MICROS = 1_850_000n;

/** What a host says of a stopped lease whose data is there. */
export const RETAINED = { phase: "retained", containerId: null, uptimeMs: null, sshPort: null } as const;

export const EXITED = { phase: "exited", endedAgoMs: 0, exitCode: 0 } as const;

/** A market and a buyer in a database of their own, whose clock stands still until the test lets time pass. */
export class Scene {
  private constructor(
    readonly database: TestDatabase,
    readonly market: Market,
    readonly buyer: Buyer,
    public now: Date,
  ) {}

  static async open(at: Date): Promise<Scene> {
    const database = await createTestDatabase();
    await installTestClock(database.db, at);
    const market = await createMarket(database.db);
    return new Scene(database, market, await createBuyer(market), at);
  }

  close(): Promise<void> {
    return this.database.close();
  }

  async pass(seconds: number): Promise<void> {
    this.now = new Date(this.now.getTime() + seconds * 1_000);
    await setTestClock(this.database.db, this.now);
  }

  worker() {
    return testContext(this.database.db, { type: "system", name: "test-worker" }, this.now);
  }

  tick(): Promise<TickResult> {
    return billDueLeases(this.worker());
  }

  async read(lease: Pick<Lease, "id">): Promise<Lease> {
    const [row] = await this.database.db.select().from(leases).where(eq(leases.id, lease.id));
    return row!;
  }

  segmentsOf(lease: Pick<Lease, "id">) {
    return this.database.db
      .select()
      .from(usageSegments)
      .where(eq(usageSegments.leaseId, lease.id))
      .orderBy(usageSegments.segStart);
  }

  async chargedFor(lease: Pick<Lease, "id">): Promise<bigint> {
    return (await this.segmentsOf(lease)).reduce((total, segment) => total + segment.retailMicros, 0n);
  }

  /** What the audit finds wrong; every test that touches money ends with nothing. */
  async findings() {
    return (await auditBooks(this.database.db)).filter((finding) => finding.violations > 0);
  }

  /** A machine's side of one lease: the container starts when told, and its uptime is the time that passed since. */
  container(lease: Pick<Lease, "id"> & { incarnation?: number }): Container {
    return new Container(this, lease.id, this.now, lease.incarnation ?? 1);
  }
}

class Container {
  constructor(
    private readonly scene: Scene,
    readonly leaseId: string,
    private readonly startedAt: Date,
    private readonly incarnation: number,
  ) {}

  /** What the host would report of it now. */
  seen(change: Partial<InstanceReport> = {}): Partial<InstanceReport> {
    const uptimeMs = this.scene.now.getTime() - this.startedAt.getTime() + 1_000;
    const containerId = this.incarnation === 1 ? `c-${this.leaseId}` : `c-${this.leaseId}-${this.incarnation}`;
    return { leaseId: this.leaseId, incarnation: this.incarnation, containerId, uptimeMs, ...change };
  }

  beat(change: Partial<InstanceReport> = {}): Promise<void> {
    return this.scene.market.report([this.seen(change)]);
  }

  async runFor(seconds: number, beatSeconds = 5): Promise<void> {
    for (let left = seconds; left > 0; left -= beatSeconds) {
      await this.scene.pass(Math.min(beatSeconds, left));
      await this.beat();
    }
  }
}
