import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/db/client";
import { testContext } from "@/db/testing/context";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { AppError } from "@/lib/errors";
import { agentReport, hostFacts } from "@/lib/fleet/testing/agent";
import { applyReport } from "@/lib/leases/apply-report";
import { closeLease } from "@/lib/leases/close-lease";
import { getDesiredState } from "@/lib/leases/desired-state";
import { launchLease } from "@/lib/leases/launch-lease";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { customerContext, hostContext, type Stage, type StageHost } from "../stage";

const RETRY_MS = 100;

/** Customers, hosts and the desk, who go on through anything; and what they were told had been done. */
export class Load {
  readonly launched = new Map<string, string>();
  readonly credited: string[] = [];
  disturbances = 0;
  private readonly startedAt = new Map<string, number>();
  private readonly stopping = new AbortController();
  private running: Promise<unknown>[] = [];

  constructor(
    private readonly db: Database,
    private readonly stage: Stage,
  ) {}

  start() {
    const { hosts, customers } = this.stage;
    this.running = [
      ...hosts.map((host) => this.forever(() => this.reportOf(host))),
      ...customers.map((_, customer) => this.forever((turn) => this.rent(customer, turn))),
      this.forever((turn) => this.credit(turn)),
    ];
  }

  async stop() {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  /** Every host says what it has, once; a container that is to be stopped has ended. */
  async report() {
    for (const host of this.stage.hosts) await this.insist(() => this.reportOf(host));
  }

  async closeAll(leaseIds: readonly string[]) {
    const desk = testContext(this.db, this.stage.desk);
    for (const leaseId of leaseIds) await this.insist(() => closeLease(desk, { leaseId }));
  }

  private async forever(step: (turn: number) => Promise<unknown>) {
    for (let turn = 0; !this.stopping.signal.aborted; turn++) await this.insist(() => step(turn));
  }

  /** The same request again until it is answered, as agents and careful clients do. A refusal is an answer. */
  private async insist<T>(request: () => Promise<T>): Promise<T | null> {
    for (;;) {
      try {
        return await request();
      } catch (error) {
        if (error instanceof AppError) return null;
        this.disturbances += 1;
        await sleep(RETRY_MS);
      }
    }
  }

  private async rent(customer: number, turn: number) {
    const { sshKeyId } = this.stage.customers[customer]!;
    const ctx = customerContext(this.db, this.stage.customers[customer]!);
    const key = `load-${customer}-${turn}`;
    const input = { skuId: this.stage.skuId, sshKeyIds: [sshKeyId], idempotencyKey: key };
    const lease = await this.insist(() => launchLease(ctx, input));
    if (!lease) return sleep(RETRY_MS);
    this.launched.set(key, lease.id);
    await sleep(120);
    return this.insist(() => closeLease(ctx, { leaseId: lease.id }));
  }

  private async credit(turn: number) {
    const idempotencyKey = `load-credit-${turn}`;
    const { organizationId } = this.stage.customers[0]!;
    const input = { organizationId, amountMicros: 1_000n, currency: "USD", reference: "Load", idempotencyKey } as const;
    await this.insist(() => creditCustomer(testContext(this.db, this.stage.desk), input));
    this.credited.push(`${organizationId}:${idempotencyKey}`);
    await sleep(50);
  }

  private async reportOf(host: StageHost) {
    const ctx = hostContext(this.db, host);
    const { instances } = await getDesiredState(ctx);
    const report = instances.map((wanted): InstanceReport => {
      const started = this.startedAt.get(wanted.leaseId) ?? Date.now();
      this.startedAt.set(wanted.leaseId, started);
      const stopped = wanted.state === "stopped";
      return {
        leaseId: wanted.leaseId,
        incarnation: wanted.incarnation,
        phase: stopped ? "exited" : "reachable",
        containerId: `c-${wanted.leaseId}`,
        startedAt: null,
        uptimeMs: Date.now() - started,
        endedAgoMs: stopped ? 2 : null,
        exitCode: stopped ? 0 : null,
        reason: null,
        sshPort: 32_768,
      };
    });
    const { accelerators } = host;
    await applyReport(ctx, agentReport({ facts: hostFacts(), accelerators, instances: report }));
    await sleep(30);
  }
}
