import { setTimeout as sleep } from "node:timers/promises";
import type { DesiredInstance, InstanceReport } from "@/lib/core/contracts/agent";
import { ofLease } from "../log";
import { type BootAction, type BootCourse, boot } from "./boot";
import { currentMoment } from "./container-clock";
import type { ObservedContainer } from "./engine";
import { followEvents, lookAt } from "./engine-watch";
import type { InstancesOptions } from "./instances-options";
import {
  awaits,
  expectIncarnation,
  forgetContainer,
  instanceReportOf,
  isOver,
  type LeaseRecord,
  newRecord,
  phaseOf,
  takeContainer,
} from "./lease-record";
import { type Action, planReconcile } from "./plan";
import { monitorSsh } from "./ssh-monitor";

const RECONCILE_INTERVAL_MS = 2_000;
const RETRY_MS = 1_000;

/** The containers of this host: brings the engine to the desired state and knows, at any moment, what is. */
export class Instances {
  readonly #options: InstancesOptions;
  readonly #records = new Map<string, LeaseRecord>();
  readonly #stopping = new AbortController();
  readonly #monitored = new Set<string>();
  #desired: readonly DesiredInstance[] | null = null;
  #ticking: Promise<void> | null = null;
  #again = false;
  #engineSilent = false;

  constructor(options: InstancesOptions) {
    this.#options = options;
  }

  /** First look at the engine, with one answer from each container's SSH, so that the first report tells the present. */
  async adopt(timeoutMs: number): Promise<void> {
    await this.reconcile();
    const deadline = performance.now() + timeoutMs;
    const pending = () => [...this.#records.values()].some((record) => phaseOf(record) === "booting");
    while (pending() && performance.now() < deadline) await sleep(20);
  }

  setDesired(desired: readonly DesiredInstance[]): void {
    this.#desired = desired;
    const { endings } = this.#options;
    const wanted = new Map(desired.map((instance) => [instance.leaseId, instance]));
    endings.forgetAllBut(new Set(wanted.keys()));
    for (const record of this.#records.values()) if (!wanted.has(record.leaseId)) record.desired = null;
    for (const instance of desired) {
      const isNew = !this.#records.has(instance.leaseId);
      const record = this.#record(instance.leaseId);
      expectIncarnation(record, instance.incarnation);
      if (isNew) record.ending = () => endings.find(instance.leaseId, instance.incarnation);
      record.desired = instance;
      if (isNew) this.#noteChange(record, null);
    }
    void this.reconcile();
  }

  /** Not of leases that the platform no longer names, nor of kept data that nobody has looked for yet. */
  reports(): InstanceReport[] {
    const moment = currentMoment();
    return [...this.#records.values()]
      .filter(({ desired, container }) => desired !== null || (this.#desired === null && container !== null))
      .filter(({ desired, hasVolume }) => desired?.state !== "retained" || hasVolume !== null)
      .map((record) => instanceReportOf(record, moment));
  }

  /** Follows the engine's events, and looks for itself every two seconds, until `stop`. */
  async watch(): Promise<void> {
    const { signal } = this.#stopping;
    const { engine, settings } = this.#options;
    void followEvents(engine, settings.hostId, () => void this.reconcile(), signal);
    while (!signal.aborted) {
      await this.reconcile();
      await sleep(RECONCILE_INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** The agent goes; the containers stay. */
  stop(): void {
    this.#stopping.abort();
  }

  #record(leaseId: string): LeaseRecord {
    let record = this.#records.get(leaseId);
    if (!record) {
      record = newRecord(leaseId);
      this.#records.set(leaseId, record);
    }
    return record;
  }

  /** One look at a time; a call during one brings another right after it. */
  reconcile(): Promise<void> {
    if (this.#ticking) {
      this.#again = true;
      return this.#ticking;
    }
    this.#ticking = this.#reconcileOnce().finally(() => {
      this.#ticking = null;
      if (this.#again && !this.#stopping.signal.aborted) {
        this.#again = false;
        void this.reconcile();
      }
    });
    return this.#ticking;
  }

  async #reconcileOnce(): Promise<void> {
    const { engine, settings, log } = this.#options;
    const versions = new Map([...this.#records.values()].map(({ leaseId, version }) => [leaseId, version]));
    const looked = await lookAt(engine, settings.hostId).catch((error: Error) => {
      if (!this.#engineSilent) log.warn({ event: "engine-silent", reason: error.message });
      return null;
    });
    this.#engineSilent = looked === null;
    if (!looked || this.#stopping.signal.aborted) return;
    const { observed, volumes } = looked;
    const isCurrent = (record: LeaseRecord) =>
      record.active === null && record.version === (versions.get(record.leaseId) ?? 0);
    this.#apply(observed, isCurrent);
    this.#applyVolumes(volumes, isCurrent);
    const stale = [...this.#records.values()].filter((record) => !isCurrent(record));
    const over = [...this.#records.values()].filter(isOver);
    const actions = planReconcile({
      desired: this.#desired,
      observed,
      volumes,
      busy: new Set(stale.map(({ leaseId }) => leaseId)),
      over: new Set(over.map(({ leaseId }) => leaseId)),
    });
    for (const action of actions) void this.#perform(this.#record(action.leaseId), action);
    for (const record of this.#records.values()) {
      const isForgotten = this.#desired !== null && record.desired === null;
      if (isForgotten && record.container === null && record.active === null) this.#records.delete(record.leaseId);
    }
  }

  #applyVolumes(volumes: ReadonlySet<string>, isCurrent: (record: LeaseRecord) => boolean): void {
    for (const record of this.#records.values()) {
      if (!isCurrent(record) || record.hasVolume === volumes.has(record.leaseId)) continue;
      const before = record.hasVolume === null ? null : phaseOf(record);
      record.hasVolume = volumes.has(record.leaseId);
      this.#noteChange(record, before);
    }
  }

  #apply(observed: ObservedContainer[], isCurrent: (record: LeaseRecord) => boolean): void {
    const seen = new Set<string>();
    for (const container of observed) {
      const record = this.#record(container.leaseId);
      if (seen.has(container.leaseId) || !isCurrent(record)) continue;
      seen.add(container.leaseId);
      this.#observe(record, container);
    }
    for (const record of this.#records.values()) {
      if (record.container && !seen.has(record.leaseId) && isCurrent(record)) this.#observe(record, null);
    }
  }

  #observe(record: LeaseRecord, container: ObservedContainer | null): void {
    const before = phaseOf(record);
    takeContainer(record, container, currentMoment());
    if (container?.status === "running") this.#monitor(record, container.containerId);
    this.#noteChange(record, before);
  }

  #monitor(record: LeaseRecord, containerId: string): void {
    if (this.#monitored.has(containerId)) return;
    this.#monitored.add(containerId);
    const { settings, probeIntervalMs } = this.#options;
    void monitorSsh({
      record,
      address: settings.advertisedAddress,
      intervalMs: probeIntervalMs,
      onChange: () => this.#noteChange(record, null),
      signal: this.#stopping.signal,
    }).finally(() => this.#monitored.delete(containerId));
  }

  #noteChange(record: LeaseRecord, before: string | null): void {
    const phase = phaseOf(record);
    if (phase === before) return;
    this.#options.log.info({ event: "instance", ...ofLease(record), phase, reason: record.failure?.reason });
    this.#options.endings.keep(instanceReportOf(record, currentMoment()));
    this.#options.onChange();
  }

  async #perform(record: LeaseRecord, action: Action): Promise<void> {
    const { engine, log } = this.#options;
    const { leaseId } = record;
    const enter = (active: LeaseRecord["active"]) => {
      const before = phaseOf(record);
      record.active = active;
      record.version += 1;
      this.#noteChange(record, before);
    };
    try {
      let containerId: string | null = null;
      if (action.kind === "create" || action.kind === "start") containerId = await this.#boot(record, action, enter);
      else if (action.kind === "stop") {
        enter("stopping");
        await engine.stop(action.containerId);
        containerId = action.containerId;
      } else {
        enter("removing");
        await (action.kind === "remove" ? engine.remove(action.containerId) : engine.removeVolume(leaseId));
        forgetContainer(record);
      }
      const container = containerId ? await engine.find(leaseId, containerId) : null;
      this.#leave(record, () => containerId && this.#observe(record, container));
    } catch (error) {
      log.warn({ event: "action-failed", ...ofLease(record), action: action.kind, reason: (error as Error).message });
      await sleep(RETRY_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
      this.#leave(record, () => {});
    }
    await this.reconcile();
  }

  #leave(record: LeaseRecord, observe: () => void): void {
    record.active = null;
    record.version += 1;
    observe();
  }

  /** The id of the started container; null where the boot has failed for good. */
  async #boot(record: LeaseRecord, action: BootAction, enter: BootCourse["enter"]): Promise<string | null> {
    const { engine, settings, log } = this.#options;
    record.hasVolume = null;
    const outcome = await boot(engine, settings, action, { enter, isWanted: () => awaits(record, action.instance) });
    if (outcome.failure === null) return outcome.containerId;
    log.warn({ event: "boot-failed", ...ofLease(record), detail: outcome.detail });
    forgetContainer(record);
    // the lease may have been given up and started again meanwhile
    if (record.desired?.incarnation === action.instance.incarnation) record.failure = outcome.failure;
    this.#noteChange(record, null);
    if (outcome.containerId) await engine.remove(outcome.containerId);
    return null;
  }
}
