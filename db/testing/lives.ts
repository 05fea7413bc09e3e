import { and, eq, isNull } from "drizzle-orm";
import { leaseAccelerators, ledgerHolds } from "@/db/schema";
import type { IntervalState } from "@/lib/core/leases/states";
import { closeLease } from "@/lib/leases/close-lease";
import { stopInstance } from "@/lib/leases/stop-instance";
import type { Lease } from "@/lib/leases/types";
import type { Buyer } from "./market";
import { EXITED, RETAINED, type Scene } from "./scene";

/** What tests do with leases that stop and start: each function is one step of such a life on a scene. */
export class Lives {
  constructor(private readonly scene: () => Scene) {}

  async running(count: 1 | 2 | 4 | 8, seconds: number, buyer: Buyer = this.scene().buyer) {
    const scene = this.scene();
    await scene.market.report([]);
    const lease = await buyer.launch(count);
    await scene.pass(2);
    const container = scene.container(lease);
    await container.beat();
    await container.runFor(seconds, 20);
    return { lease, container };
  }

  async stopped(count: 1 | 2 | 4 | 8, seconds: number, buyer: Buyer = this.scene().buyer): Promise<Lease> {
    const { lease, container } = await this.running(count, seconds, buyer);
    await stopInstance(buyer.ctx, { leaseId: lease.id });
    await container.beat(EXITED);
    return this.scene().read(lease);
  }

  /** The host's word that the data is there. */
  kept({ id, incarnation }: Pick<Lease, "id" | "incarnation">): Promise<void> {
    return this.scene().market.report([{ leaseId: id, incarnation, ...RETAINED }]);
  }

  async keptFor(lease: Pick<Lease, "id" | "incarnation">, seconds: number, beatSeconds = 600): Promise<void> {
    for (let left = seconds; left > 0; left -= beatSeconds) {
      await this.scene().pass(Math.min(beatSeconds, left));
      await this.kept(lease);
    }
  }

  /** Closed and billed to its end. */
  async end(lease: Pick<Lease, "id">, buyer: Buyer = this.scene().buyer): Promise<Lease> {
    await closeLease(buyer.ctx, { leaseId: lease.id });
    await this.scene().tick();
    return this.scene().read(lease);
  }

  /** What was billed of a lease in one state. */
  async sums(lease: Pick<Lease, "id">, state: IntervalState) {
    const own = (await this.scene().segmentsOf(lease)).filter((segment) => segment.state === state);
    const total = (read: (segment: (typeof own)[number]) => bigint) => own.reduce((sum, one) => sum + read(one), 0n);
    return {
      seconds: total((one) => BigInt((one.segEnd.getTime() - one.segStart.getTime()) / 1_000)),
      retail: total((one) => one.retailMicros),
      wholesale: total((one) => one.wholesaleMicros),
    };
  }

  /** Accelerators and holds that a lease has now. */
  async held({ id }: Pick<Lease, "id">) {
    const { db } = this.scene().database;
    const active = and(eq(leaseAccelerators.leaseId, id), isNull(leaseAccelerators.releasedAt));
    const open = and(eq(ledgerHolds.ref, id), isNull(ledgerHolds.releasedAt));
    const accelerators = await db.select().from(leaseAccelerators).where(active);
    const holds = await db.select().from(ledgerHolds).where(open);
    return { accelerators: accelerators.length, holds: holds.length };
  }
}
