import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hostChannels, hostRuns } from "@/db/schema";
import type { SignedParts } from "@/lib/core/contracts/agent";
import { AgentRefused } from "./agent-refused";
import type { HostContext } from "./host-actor";
import { lockClonedHost } from "./lock-cloned-host";
import { lockHost } from "./lock-host";

/** An agent that was told to end may take eight seconds over it, while its successor has begun; clocks of web processes differ by less. */
const MARGIN_MS = 10_000;

/**
 * Refuses a message that is not next in its channel, and finds out what it is.
 *
 * A replay was signed before it was taken the first time: it is refused and no more, whoever sends it how often. A process that had
 * nothing taken yet and whose run is not above the last is an agent whose state was restored, or a copy of one: it is told the last run
 * and goes on after it. And a process that goes on, by what it signed, after a later one has begun, twice, is one of two machines with
 * one key: both are locked out, for nobody can tell here which is the operator's.
 */
export async function refuseOrder(ctx: HostContext, parts: SignedParts): Promise<never> {
  const refusal = await ctx.db.transaction((tx) => judge(tx, ctx, parts));
  throw refusal;
}

async function judge(tx: Transaction, ctx: HostContext, parts: SignedParts): Promise<AgentRefused> {
  const { hostId, channel, run, seq, process } = parts;
  const replay = `Message ${run}.${seq} on channel ${channel} is a replay: it or a later one was taken.`;
  if (!process) return new AgentRefused("order", replay);
  await lockHost(tx, hostId);
  const speaks = and(eq(hostRuns.hostId, hostId), eq(hostRuns.instance, process.instance));
  const [speaker] = await tx.select().from(hostRuns).where(speaks);
  if (!speaker) {
    const lastRun = await findLastRun(tx, hostId);
    return new AgentRefused("order", `Run ${run} is not new here: the last one is ${lastRun}.`, lastRun);
  }
  const successor = await findSuccessor(tx, hostId, speaker.run);
  const signedAt = Date.parse(parts.timestamp);
  if (!successor || signedAt <= successor.firstAt.getTime() + MARGIN_MS) return new AgentRefused("order", replay);
  if (speaker.lateChannel === channel && speaker.lateSeq !== null && speaker.lateSeq < seq) {
    await lockClonedHost(tx, ctx, { runs: [speaker.run, successor.run], channel });
    return new AgentRefused("locked", "This host's key is in use on two machines; both are locked.");
  }
  if (speaker.lateChannel === null) await tx.update(hostRuns).set({ lateChannel: channel, lateSeq: seq }).where(speaks);
  return new AgentRefused("order", `A later process of this host's agent has begun: run ${successor.run}.`);
}

async function findLastRun(tx: Transaction, hostId: string): Promise<number> {
  const [last] = await tx
    .select({ run: sql<number>`coalesce(max(${hostChannels.run}), 0)::int` })
    .from(hostChannels)
    .where(eq(hostChannels.hostId, hostId));
  return last?.run ?? 0;
}

/** The first process that began after that run. */
async function findSuccessor(tx: Transaction, hostId: string, run: number) {
  const [next] = await tx
    .select({ run: hostRuns.run, firstAt: hostRuns.firstAt })
    .from(hostRuns)
    .where(and(eq(hostRuns.hostId, hostId), sql`${hostRuns.run} > ${run}`))
    .orderBy(hostRuns.run)
    .limit(1);
  return next ?? null;
}
