import type { Database } from "@/db/client";
import { setTestClock } from "@/db/testing/clock";
import type { AgentReport, HostFacts, InstanceReport } from "@/lib/core/contracts/agent";
import type { Currency } from "@/lib/core/money";
import { agentReport, hostFacts } from "@/lib/fleet/testing/agent";
import { applyReport } from "@/lib/leases/apply-report";
import { launchLease } from "@/lib/leases/launch-lease";
import type { LaunchLeaseInput } from "@/lib/leases/schemas";
import type { Lease } from "@/lib/leases/types";
import { lockPrepaidAccount, openAccount } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import { customerContext, hostContext, type Stage } from "../stage";

const STARTS_AT = new Date("2026-07-31T22:58:00.250Z");

/** What comes before an operation: leases that run on the stage's first host, on a clock that stands still until time is let pass. */
export class Rehearsal {
  private readonly startedAt = new Map<string, Date>();

  private constructor(
    readonly db: Database,
    readonly stage: Stage,
    private now: Date,
  ) {}

  static async open(db: Database, stage: Stage, startsAt = STARTS_AT): Promise<Rehearsal> {
    const rehearsal = new Rehearsal(db, stage, startsAt);
    await rehearsal.pass(0);
    for (const host of stage.hosts.keys()) await rehearsal.deliver([], host);
    return rehearsal;
  }

  async pass(seconds: number) {
    this.now = new Date(this.now.getTime() + seconds * 1_000);
    await setTestClock(this.db, this.now);
  }

  async launch(customer: number, key: string, change: Partial<LaunchLeaseInput> = {}): Promise<Lease> {
    const { sshKeyId } = this.stage.customers[customer]!;
    const lease = await launchLease(customerContext(this.db, this.stage.customers[customer]!), {
      ...this.launchInput(sshKeyId, key),
      ...change,
    });
    this.startedAt.set(lease.id, this.now);
    return lease;
  }

  async passTo(at: string) {
    await this.pass((Date.parse(at) - this.now.getTime()) / 1_000);
  }

  launchInput(sshKeyId: string, key: string) {
    return { skuId: this.stage.skuId, sshKeyIds: [sshKeyId], idempotencyKey: key, name: key.slice(0, 40) };
  }

  /** What the host would say of an instance now: it runs, unless told otherwise. */
  seen(lease: Pick<Lease, "id">, change: Partial<InstanceReport> = {}): InstanceReport {
    return {
      leaseId: lease.id,
      incarnation: 1,
      phase: "reachable",
      containerId: `c-${lease.id}`,
      startedAt: null,
      uptimeMs: this.now.getTime() - this.startedAt.get(lease.id)!.getTime() + 1_000,
      endedAgoMs: null,
      exitCode: null,
      reason: null,
      sshPort: 32_768,
      ...change,
    };
  }

  reportOf(instances: InstanceReport[], host = 0, facts: Partial<HostFacts> = {}): AgentReport {
    const { accelerators } = this.stage.hosts[host]!;
    return agentReport({ sentAt: this.now.toISOString(), facts: hostFacts(facts), accelerators, instances });
  }

  async deliver(instances: InstanceReport[], host = 0) {
    await applyReport(hostContext(this.db, this.stage.hosts[host]!), this.reportOf(instances, host));
  }

  async runFor(leases: readonly Pick<Lease, "id">[], seconds: number, every = 20) {
    for (let left = seconds; left > 0; left -= every) {
      await this.pass(Math.min(every, left));
      await this.deliver(leases.map((lease) => this.seen(lease)));
    }
  }

  /** Leaves a customer this much, by a transfer back to their bank. */
  async leave(customer: number, micros: bigint, currency: Currency = "USD") {
    const { organizationId } = this.stage.customers[customer]!;
    await this.db.transaction(async (tx) => {
      const { accountNumber, balanceMicros } = await lockPrepaidAccount(tx, organizationId, currency);
      const bank = await openAccount(tx, { kind: "bank", organizationId: null, currency });
      await postTransaction(tx, {
        kind: "manual_adjustment",
        ref: `${organizationId}:rehearsal`,
        effectiveAt: this.now,
        entries: [
          { accountNumber, currency, amountMicros: micros - balanceMicros },
          { accountNumber: bank.accountNumber, currency, amountMicros: balanceMicros - micros },
        ],
      });
    });
  }
}
