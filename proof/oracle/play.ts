import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { setTestClock } from "@/db/testing/clock";
import { watchLeases } from "@/lib/leases/watch-leases";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { guardBalances } from "@/lib/metering/guard-balances";
import { guardLimits } from "@/lib/metering/guard-limits";
import { replayBills } from "@/lib/metering/replay-bills";
import { type Stage, workerContext } from "../stage";
import { ask, close } from "./asks";
import { compareWithOracle, type Expected, readBooked } from "./compare";
import { compareEnds } from "./compare-ends";
import type { World } from "./history";
import { instantAt, type RentedLease, rent, WorldHost } from "./rented";
import { endOf, insertScripted, planScripted, type ScriptedLease, tellScripted } from "./scripted";
import { insertTerms } from "./terms";

const LAUNCH_MS = 250;

export interface Played {
  /** Everything by which the books differ from the oracle, in words. */
  differences: string[];
  /** What was booked of each scripted lease, in the order of the world's scripts. */
  totals: string[];
}

/** Plays a world on a copy of the stage's database, through the code that production runs. */
export async function playWorld(db: Database, stage: Stage, world: World): Promise<Played> {
  return new Play(db, stage, world).run();
}

class Play {
  private readonly rented: RentedLease[] = [];
  private readonly scripted: ScriptedLease[];
  private readonly hosts: WorldHost[];
  private nowMs = LAUNCH_MS;
  private readonly troubles: string[] = [];

  constructor(
    private readonly db: Database,
    private readonly stage: Stage,
    private readonly world: World,
  ) {
    this.scripted = planScripted(world);
    this.hosts = stage.hosts.map((host) => new WorldHost(db, world, host, () => this.rented));
  }

  async run(): Promise<Played> {
    const { db, stage, world } = this;
    await this.moveClock(LAUNCH_MS);
    await insertTerms(db, stage, world);
    for (const host of this.hosts) await host.step("report", this.nowMs, 0);
    for (const plan of world.rented) this.rented.push(await rent(db, stage, world, plan, this.nowMs));
    if (this.scripted.length > 0) await insertScripted(db, stage, world, this.scripted, this.rented[0]!.id);
    for (let step = 0; step < world.steps.length; step++) await this.step(step);
    await this.finish();
    const ends = await compareEnds(db, world, this.rented);
    const differences = await compareWithOracle(db, stage, new Date(world.start), await this.expected());
    const booked = await readBooked(db);
    const totals = this.scripted.map(({ id }) => {
      const one = booked.get(id);
      return one ? `${one.retail} ${one.wholesale} ${one.tax} ${one.charge}` : "nothing";
    });
    return { differences: [...this.troubles, ...ends, ...differences, ...(await this.replay())], totals };
  }

  private moveClock(toMs: number): Promise<void> {
    this.nowMs = toMs;
    return setTestClock(this.db, instantAt(this.world, toMs));
  }

  private async step(at: number) {
    const { db, stage, world } = this;
    const step = world.steps[at]!;
    await this.moveClock(this.nowMs + step.passMs);
    for (const [host, kind] of step.hosts.entries()) await this.hosts[host]?.step(kind, this.nowMs, step.skewMs);
    for (const lease of this.rented) await ask(db, stage, lease, at, this.nowMs);
    if (step.watch) await this.watch();
    await guardBalances(workerContext(db));
    if (this.scripted.length > 0) await tellScripted(db, world, this.scripted, Math.floor(this.nowMs / 1_000), at);
    await Promise.all(step.workers.map((limit, worker) => this.tick(limit, `worker-${worker}`)));
  }

  private async watch() {
    await watchLeases(workerContext(this.db));
    for (const { reader } of this.rented) reader.watch(this.nowMs);
    await guardLimits(workerContext(this.db));
    for (const { reader } of this.rented) reader.guard(this.nowMs);
  }

  private async tick(limit: number, name: string): Promise<number> {
    const { leases, stuck } = await billDueLeases(workerContext(this.db, name), { limit });
    this.troubles.push(...stuck.map(({ leaseId, reason }) => `${leaseId}: stuck, ${reason}`));
    return leases;
  }

  /** Everything ends, is proven and is billed. */
  private async finish() {
    const ends = this.scripted.map((lease) => endOf(lease) * 1_000);
    await this.moveClock(Math.max(this.nowMs, ...ends) + 61_000);
    for (const host of this.hosts) await host.finish(this.nowMs);
    for (const lease of this.rented) if (!lease.reader.isOver) await close(this.db, this.stage, lease, this.nowMs);
    for (const host of this.hosts) await host.finish(this.nowMs);
    if (this.scripted.length > 0)
      await tellScripted(this.db, this.world, this.scripted, Math.floor(this.nowMs / 1_000), null);
    await this.moveClock(this.nowMs + 60_000);
    for (let round = 0; round < 100; round++)
      if ((await Promise.all([this.tick(50, "worker-0"), this.tick(50, "worker-1")])).every((done) => done === 0))
        return;
    this.troubles.push("something is still due after a hundred rounds of ticks");
  }

  /** Scripted leases have no events, so only the rented ones can be told from theirs. */
  private async replay(): Promise<string[]> {
    if (this.scripted.length > 0) return [];
    const { differences } = await replayBills(this.db);
    return differences.map((one) => `${one.leaseId}: by its events ${one.what} ${one.replayed}, booked ${one.booked}`);
  }

  private async expected(): Promise<Expected[]> {
    const { rows } = await this.db.execute<{ id: string; currency: string; billing: string }>(
      sql`SELECT id, currency, billing_currency AS billing FROM leases`,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const rented = this.rented.map(({ id, plan, reader, truth }) => ({
      ...byId.get(id)!,
      customer: plan.customer,
      truth: { ...truth, ...reader.seconds() },
    }));
    const scripted = this.scripted.map(({ id, script, truth }) => ({
      ...byId.get(id)!,
      customer: script.customer,
      truth,
    }));
    return [...rented, ...scripted];
  }
}
