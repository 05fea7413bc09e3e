import type { Database } from "@/db/client";
import { type ProbeTarget, probeTargets } from "@/lib/leases/probe-targets";
import { type Look, recordLooks } from "@/lib/leases/record-looks";
import { type LookOptions, lookAt } from "./look";

export interface Probe extends LookOptions {
  name: string;
  startedAt: Date;
}

/** Connections at a time: a site that swallows packets holds each for the whole timeout. */
const AT_ONCE = 256;

/** One look at every lease that should be reachable. Answers how many, or null where the name is another's by now. */
export async function lookRound(db: Database, probe: Probe, signal: AbortSignal): Promise<number | null> {
  const beganAt = performance.now();
  const seen: { target: ProbeTarget; failure: string | null; at: number }[] = [];
  for await (const page of probeTargets(db)) {
    const waiting = page.values();
    const looker = async () => {
      for (const target of waiting) {
        if (signal.aborted) return;
        const at = performance.now();
        seen.push({ target, at, failure: await lookAt(target.address, target.port, probe) });
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, page.length) }, looker));
  }
  // half a round would look like one of fewer leases
  if (signal.aborted) return 0;
  const now = performance.now();
  const looks = seen.map(({ target, failure, at }): Look => ({ target, failure, agoMs: now - at }));
  const { name, startedAt } = probe;
  const isOurs = await recordLooks(db, { probe: name, startedAt, roundMs: now - beganAt, looks });
  return isOurs ? looks.length : null;
}
