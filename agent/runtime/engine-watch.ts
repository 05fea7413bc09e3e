import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, ObservedContainer } from "./engine";

const RETRY_MS = 1_000;

export interface EngineView {
  observed: ObservedContainer[];
  /** Leases whose data is here. */
  volumes: ReadonlySet<string>;
}

/** What the engine has of this host. */
export async function lookAt(engine: Engine, hostId: string): Promise<EngineView> {
  const observed = await engine.list(hostId);
  return { observed, volumes: await engine.listVolumes(hostId) };
}

/** Calls `onEvent` at each change of this host's containers, until the signal. */
export async function followEvents(engine: Engine, hostId: string, onEvent: () => void, signal: AbortSignal) {
  while (!signal.aborted) {
    await engine.watch(hostId, onEvent, signal).catch(() => {});
    await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}
