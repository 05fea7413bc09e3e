import { sql } from "drizzle-orm";
import fc from "fast-check";
import type { Database } from "@/db/client";
import { setTestClock } from "@/db/testing/clock";
import { EXITED, RETAINED } from "@/db/testing/scene";
import { closeLease } from "@/lib/leases/close-lease";
import { stopInstance } from "@/lib/leases/stop-instance";
import { TestProbes } from "@/lib/leases/testing/probes";
import { worlds } from "../oracle/history";
import { instantAt } from "../oracle/rented";
import { insertScripted, planScripted, tellScripted } from "../oracle/scripted";
import { insertTerms } from "../oracle/terms";
import { customerContext, type Stage } from "../stage";
import { BOOK_SCENARIOS } from "./book-scenarios";
import { MAINTENANCE_SCENARIOS } from "./maintenance-scenarios";
import { Rehearsal } from "./rehearsal";
import { rehearsed, type Scenario } from "./scenario";

export const SCENARIOS: Scenario[] = [
  {
    name: "a tick over a month's end, of leases with taxes, conversions, promotional money and storage",
    operation: "tick",
    prepare: prepareDueLeases,
  },
  {
    name: "a tick of a lease that has ended",
    operation: "tick",
    prepare: rehearsed(async (rehearsal) => {
      const lease = await rehearsal.launch(1, "first-lease");
      await rehearsal.runFor([lease], 200);
      await rehearsal.pass(5);
      await rehearsal.deliver([rehearsal.seen(lease, { phase: "exited", endedAgoMs: 700, exitCode: 0 })]);
      return { limit: 10 };
    }),
  },
  {
    name: "a launch",
    operation: "launch",
    prepare: rehearsed(async (rehearsal) => {
      const customer = rehearsal.stage.customers[1]!;
      await rehearsal.runFor([await rehearsal.launch(1, "earlier-lease")], 40);
      return { customer: 1, input: rehearsal.launchInput(customer.sshKeyId, "killed-launch") };
    }),
  },
  {
    name: "a stop by the customer",
    operation: "stop",
    prepare: rehearsed(async (rehearsal) => {
      const lease = await rehearsal.launch(1, "to-be-stopped");
      await rehearsal.runFor([lease], 100);
      return { customer: 1, leaseId: lease.id };
    }),
  },
  {
    name: "a report by which one instance starts, one runs on, one is lost and one has ended",
    operation: "report",
    prepare: rehearsed(async (rehearsal) => {
      const [runs, loses, ends] = [
        await rehearsal.launch(1, "runs-on-well"),
        await rehearsal.launch(2, "loses-its-ssh"),
        await rehearsal.launch(2, "ends-by-itself"),
      ];
      await rehearsal.runFor([runs, loses, ends], 60);
      const starts = await rehearsal.launch(1, "starts-just-now");
      await rehearsal.pass(5);
      const report = rehearsal.reportOf([
        rehearsal.seen(runs),
        rehearsal.seen(loses, { phase: "unreachable" }),
        rehearsal.seen(ends, { phase: "exited", endedAgoMs: 1_500, exitCode: 0 }),
        rehearsal.seen(starts),
      ]);
      return { report };
    }),
  },
  {
    name: "a report that ends a lease whose stop was late",
    operation: "report",
    prepare: rehearsed(async (rehearsal) => {
      const lease = await rehearsal.launch(1, "late-to-stop");
      await rehearsal.runFor([lease], 60);
      await closeLease(customerContext(rehearsal.db, rehearsal.stage.customers[1]!), { leaseId: lease.id });
      await rehearsal.pass(50);
      return { report: rehearsal.reportOf([rehearsal.seen(lease, { phase: "exited", endedAgoMs: 0, exitCode: 0 })]) };
    }),
  },
  {
    name: "a report of a host that has restarted, of a lease that is started again and one that ends",
    operation: "report",
    prepare: rehearsed(async (rehearsal) => {
      const again = await rehearsal.launch(1, "started-again");
      const ends = await rehearsal.launch(2, "ends-with-it", { onHostReboot: "end" });
      await rehearsal.runFor([again, ends], 60);
      await rehearsal.pass(30);
      const lost = { phase: "exited", uptimeMs: null, endedAgoMs: null, exitCode: 255 } as const;
      const instances = [again, ends].map((lease) => rehearsal.seen(lease, lost));
      return { report: rehearsal.reportOf(instances, 0, { bootId: "b0070002" }) };
    }),
  },
  {
    name: "a credit by the desk",
    operation: "credit",
    prepare: rehearsed(async ({ stage }) => ({
      input: {
        organizationId: stage.customers[1]!.organizationId,
        amountMicros: 250_000_000n,
        currency: "USD",
        reference: "Transfer 4711",
        idempotencyKey: "credit-once-only",
      },
    })),
  },
  { name: "a price", operation: "price", prepare: rehearsed(async () => ({ amount: "3.10" })) },
  {
    name: "a look of the guard that stops two leases",
    operation: "guard",
    prepare: rehearsed(async (rehearsal) => {
      await rehearsal.leave(3, 500_000n);
      const leases = [await rehearsal.launch(3, "poor-man-one"), await rehearsal.launch(3, "poor-man-two")];
      await rehearsal.runFor(leases, 320);
      return {};
    }),
  },
  {
    name: "a watch over a boot that takes too long and a silent host",
    operation: "watch",
    prepare: rehearsed(async (rehearsal) => {
      const [silent, stopped] = [await rehearsal.launch(1, "silent-lease"), await rehearsal.launch(1, "stopped-lease")];
      await rehearsal.runFor([silent, stopped], 40);
      await rehearsal.launch(2, "never-boots-up");
      await closeLease(customerContext(rehearsal.db, rehearsal.stage.customers[1]!), { leaseId: stopped.id });
      await rehearsal.pass(200);
      return {};
    }),
  },
  {
    name: "a judgement over two instances of a host that the probes do not reach",
    operation: "judge",
    prepare: rehearsed(async (rehearsal) => {
      const [cut, cutToo] = [await rehearsal.launch(1, "cut-off-lease"), await rehearsal.launch(1, "cut-off-as-well")];
      await rehearsal.runFor([cut, cutToo], 40);
      const probes = new TestProbes(rehearsal.db);
      await probes.start("a", "b");
      await probes.rounds();
      for (let round = 0; round < 2; round++) {
        await rehearsal.runFor([cut, cutToo], 10);
        await probes.rounds({ [cut.id]: "no answer in time", [cutToo.id]: "no answer in time" });
      }
      return {};
    }),
  },
  {
    name: "a stop that keeps the data",
    operation: "stopKeeping",
    prepare: rehearsed(async (rehearsal) => {
      const lease = await rehearsal.launch(1, "to-be-stopped");
      await rehearsal.runFor([lease], 100);
      return { customer: 1, leaseId: lease.id };
    }),
  },
  {
    name: "a report that ends the container of a stop that keeps the data",
    operation: "report",
    prepare: rehearsed(async (rehearsal) => {
      const lease = await stoppingWithData(rehearsal);
      return { report: rehearsal.reportOf([rehearsal.seen(lease, EXITED)]) };
    }),
  },
  {
    name: "a start of a stopped lease",
    operation: "start",
    prepare: rehearsed(async (rehearsal) => {
      const lease = await stoppingWithData(rehearsal);
      await rehearsal.deliver([rehearsal.seen(lease, EXITED)]);
      await rehearsal.pass(20);
      await rehearsal.deliver([rehearsal.seen(lease, RETAINED)]);
      await rehearsal.pass(5);
      return { customer: 1, leaseId: lease.id };
    }),
  },
  ...BOOK_SCENARIOS,
  ...MAINTENANCE_SCENARIOS,
];

async function stoppingWithData(rehearsal: Rehearsal) {
  const lease = await rehearsal.launch(1, "stopped-with-data");
  await rehearsal.runFor([lease], 100);
  await stopInstance(customerContext(rehearsal.db, rehearsal.stage.customers[1]!), { leaseId: lease.id });
  await rehearsal.pass(9);
  return lease;
}

/** Seconds. */
const LONGER_THAN_ANY_LIFE = 90_000;

/** Some generated leases, always the same, that have ended and were not billed meanwhile. */
async function prepareDueLeases(db: Database, stage: Stage): Promise<object> {
  const size = { scripts: 5, hosts: 1, rentedPerHost: 1, steps: 1 };
  const [sample] = fc.sample(worlds(size), { seed: 20_260_731, numRuns: 1 });
  const world = { ...sample!, start: "2026-07-31T22:00:00Z" };
  const scripted = planScripted(world);
  await setTestClock(db, instantAt(world, 0));
  await insertTerms(db, stage, world);
  await setTestClock(db, instantAt(world, 100));
  const rehearsal = await Rehearsal.open(db, stage);
  const lease = await rehearsal.launch(1, "first-of-all");
  await insertScripted(db, stage, world, scripted, lease.id);
  await rehearsal.pass(LONGER_THAN_ANY_LIFE);
  await rehearsal.deliver([rehearsal.seen(lease, { phase: "exited", endedAgoMs: 0, exitCode: 0 })]);
  await tellScripted(db, world, scripted, LONGER_THAN_ANY_LIFE, null);
  await db.execute(sql`DROP TABLE script_intervals`);
  return { limit: 10 };
}
