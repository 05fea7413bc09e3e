import { waitForNotification } from "@/db/notifications";
import type { DesiredResponse } from "@/lib/core/contracts/agent";
import type { HostContext } from "@/lib/fleet/host-actor";
import { getDesiredState } from "@/lib/leases/desired-state";

/** A lost notification costs this much at most. */
const RECHECK_MS = 2_000;

/** The desired state once its revision is newer than `after`; what there is after `waitMs`, or once the agent hangs up. */
export async function waitForDesiredState(
  ctx: HostContext,
  { after, waitMs, accepts, signal }: { after: number; waitMs: number; accepts?: string[]; signal: AbortSignal },
): Promise<DesiredResponse> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const remainingMs = deadline - Date.now();
    const answered = new AbortController();
    // Listening begins before the look, so that a change between the two wakes us.
    const woken = waitForNotification("host", ctx.actor.hostId, {
      timeoutMs: Math.max(0, Math.min(RECHECK_MS, remainingMs)),
      signal: AbortSignal.any([signal, answered.signal]),
    });
    try {
      const state = await getDesiredState({ ...ctx, now: new Date() }, accepts);
      if (state.revision > after || remainingMs <= 0 || signal.aborted) return state;
      await woken;
    } finally {
      answered.abort();
    }
  }
}
