import type { Scene } from "@/db/testing/scene";
import { correctLease } from "@/lib/metering/correct-lease";

/** Finds out now that a whole billed UTC hour of a lease was unreachable: both sides get it back, tax and conversion with it. */
export async function takeBackHour(scene: Scene, leaseId: string, hour: string): Promise<void> {
  const from = new Date(hour);
  await correctLease(scene.market.platform.ctx, {
    leaseId,
    kind: "state",
    state: "unreachable",
    from: from.toISOString(),
    to: new Date(from.getTime() + 3_600_000).toISOString(),
    reason: "operator outage",
    idempotencyKey: `${leaseId}:${hour}`.slice(-100),
  });
}
