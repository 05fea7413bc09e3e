import type { Context } from "@/lib/context";
import type { SignedParts } from "@/lib/core/contracts/agent";
import { KEY_DAYS } from "@/lib/core/contracts/agent-key";
import { judgeClock, measureClock } from "@/lib/core/fleet/host-clock";
import { DAY_MS } from "@/lib/core/time";
import { AgentRefused } from "./agent-refused";
import { findSigner } from "./find-signer";
import type { HostActor, HostContext } from "./host-actor";
import { refuseOrder } from "./refuse-order";
import { replaceKey } from "./replace-key";
import { pruneRuns, type Taking, takeMessage } from "./take-message";
import { tellOfClock } from "./tell-of-clock";
import type { HeardHost } from "./unchanged-report";

/**
 * A message that is older, or from further ahead, is not taken: (run, seq) tells a replay, but not where the platform's own memory of
 * them was restored from a backup. The refusal says what time it is here, and the agent signs again with that.
 */
export const MESSAGE_AGE_MS = 600_000;

export interface AgentCaller {
  actor: HostActor;
  /** The key has served its time, or an operator wants another. */
  mustReplaceKey: boolean;
  /** An idle report that says nothing new, which is done with. */
  heard: HeardHost | null;
}

/**
 * The host that signed these parts. Takes each (run, seq) of a channel once, whichever web process asks: an equal or older pair is a
 * replay. One statement in the ordinary case; how far the host's clock is off is kept with the host and decides nothing.
 * `readIdle` is asked once the signature holds, for the print of a report that names no instance.
 */
export async function authenticateAgent(
  ctx: Context,
  parts: SignedParts,
  signature: string,
  readIdle: () => string | null = () => null,
): Promise<AgentCaller> {
  const { key, organizationId } = await findSigner(ctx, parts, signature);
  refuseStale(parts.timestamp, ctx.now);
  const actor: HostActor = { type: "host", hostId: parts.hostId, organizationId };
  const own = { ...ctx, actor };
  const offsetMs = measureClock({ timestamp: parts.timestamp, clock: parts.process?.clock }, ctx.now);
  const taking = await takeMessage(ctx, parts, { key, offsetMs, idlePrint: readIdle() });
  if (!taking.taken) return refuse(own, parts, taking);
  if (taking.isNextKey) await replaceKey(own, key);
  if (taking.began) await pruneRuns(ctx, parts.hostId);
  const { clockBeforeMs, clockNowMs } = taking;
  if (judgeClock(clockBeforeMs) !== judgeClock(clockNowMs)) await tellOfClock(own, clockBeforeMs, clockNowMs);
  const isDue = taking.isAsked || ctx.now.getTime() - taking.keySinceMs > KEY_DAYS * DAY_MS;
  const { heardAt, desiredRevision } = taking;
  const heard = heardAt && { at: heardAt, desiredRevision: Number(desiredRevision) };
  return { actor, mustReplaceKey: isDue && !taking.isNextKey, heard };
}

function refuseStale(timestamp: string, now: Date): void {
  const offsetMs = Date.parse(timestamp) - now.getTime();
  if (Number.isNaN(offsetMs)) throw new AgentRefused("clock", "The timestamp is not an ISO 8601 instant.");
  if (Math.abs(offsetMs) <= MESSAGE_AGE_MS) return;
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const direction = offsetMs > 0 ? "fast" : "slow";
  throw new AgentRefused(
    "clock",
    `This message's time is ${minutes} minutes ${direction}; sign with the platform's (it is ${now.toISOString()}).`,
  );
}

async function refuse(ctx: HostContext, parts: SignedParts, taking: Taking): Promise<never> {
  if (taking.isRetired) throw new AgentRefused("locked", "This host is retired. Enrol it anew to use it again.");
  if (taking.isLocked)
    throw new AgentRefused(
      "locked",
      "This host is locked: its key is in use on two machines. Its operator enrols it again in the portal.",
    );
  if (!taking.isKey)
    throw new AgentRefused("key", "This key was replaced, or the host was enrolled again with another.");
  return refuseOrder(ctx, parts);
}
