import { eq } from "drizzle-orm";
import { hosts, maintenanceWindows, slaRules } from "@/db/schema";
import { EXITED, RETAINED } from "@/db/testing/scene";
import { newId } from "@/lib/ids";
import { keepMaintenance } from "@/lib/leases/keep-maintenance";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { workerContext } from "../stage";
import type { Rehearsal } from "./rehearsal";
import { rehearsed, type Scenario } from "./scenario";

export const MAINTENANCE_SCENARIOS: Scenario[] = [
  {
    name: "a maintenance window that starts, tells two customers and stops what they run",
    operation: "keepMaintenance",
    prepare: rehearsed(async (rehearsal) => {
      const leases = [await rehearsal.launch(0, "told-and-stopped"), await rehearsal.launch(1, "told-as-well")];
      await rehearsal.runFor(leases, 100);
      await planNow(rehearsal, "2026-07-31T23:00:00Z");
      return {};
    }),
  },
  {
    name: "a credit for a stop for maintenance",
    operation: "creditMaintenance",
    prepare: rehearsed(async (rehearsal) => {
      const during = { from: new Date("2026-01-01T00:00:00Z"), to: null };
      const rule = { id: newId("sla"), name: "Half an hour's price", allowedSeconds: 0, creditBps: 5_000, during };
      await rehearsal.db.insert(slaRules).values({ ...rule, window: "maintenance" });
      const lease = await rehearsal.launch(1, "stopped-for-work");
      await rehearsal.runFor([lease], 1_200, 60);
      await planNow(rehearsal, "2026-07-31T23:10:00Z");
      await keepMaintenance(workerContext(rehearsal.db));
      await rehearsal.pass(4);
      await rehearsal.deliver([rehearsal.seen(lease, EXITED)]);
      await rehearsal.deliver([rehearsal.seen(lease, RETAINED)]);
      await rehearsal.passTo("2026-08-01T00:00:05Z");
      await rehearsal.deliver([rehearsal.seen(lease, RETAINED)]);
      await billDueLeases(workerContext(rehearsal.db));
      return {};
    }),
  },
];

async function planNow({ db, stage }: Rehearsal, at: string): Promise<void> {
  const { hostId } = stage.hosts[0]!;
  const [host] = await db.select({ organizationId: hosts.organizationId }).from(hosts).where(eq(hosts.id, hostId));
  const startsAt = new Date(at);
  const endsAt = new Date(startsAt.getTime() + 7_200_000);
  const window = { hostId, startsAt, endsAt, reason: "The power supplies are changed", isEmergency: true };
  await db
    .insert(maintenanceWindows)
    .values({ id: newId("mnt"), organizationId: host!.organizationId, ...window, createdAt: startsAt });
}
