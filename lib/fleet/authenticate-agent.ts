import { eq, sql } from "drizzle-orm";
import { hosts } from "@/db/schema";
import type { Actor, Context } from "@/lib/context";
import { type SignedParts, signingString } from "@/lib/core/contracts/agent";
import { AppError } from "@/lib/errors";
import { isSignedBy } from "./ed25519";

/** A clock further off than this makes an agent's times worthless as evidence, and a captured message too old to take. */
export const CLOCK_TOLERANCE_MS = 600_000;

export type HostActor = Extract<Actor, { type: "host" }>;

/**
 * The host that signed these parts. Takes each (run, seq) of a channel once, whichever web process asks: an equal or older
 * pair is a replay. On the report channel the agent's clock offset is kept with the host.
 */
export async function authenticateAgent(
  ctx: Pick<Context, "db" | "now">,
  parts: SignedParts,
  signature: string,
): Promise<HostActor> {
  const [host] = await ctx.db
    .select({ publicKey: hosts.publicKey, organizationId: hosts.organizationId, retiredAt: hosts.retiredAt })
    .from(hosts)
    .where(eq(hosts.id, parts.hostId));
  if (!host) throw new AppError("unauthenticated", "This host is not enrolled here.");
  if (host.retiredAt) throw new AppError("unauthenticated", "This host is retired. Enrol it anew to use it again.");
  if (!isSignedBy(host.publicKey, signingString(parts), signature))
    throw new AppError("unauthenticated", "The signature is not by this host's key over this request.");
  const clockOffsetMs = measureOffset(parts.timestamp, ctx.now);
  await takeMessage(ctx, parts);
  if (parts.channel === "report") await ctx.db.update(hosts).set({ clockOffsetMs }).where(eq(hosts.id, parts.hostId));
  return { type: "host", hostId: parts.hostId, organizationId: host.organizationId };
}

function measureOffset(timestamp: string, now: Date): number {
  const offsetMs = Date.parse(timestamp) - now.getTime();
  if (Number.isNaN(offsetMs)) throw new AppError("unauthenticated", "The timestamp is not an ISO 8601 instant.");
  if (Math.abs(offsetMs) <= CLOCK_TOLERANCE_MS) return offsetMs;
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const direction = offsetMs > 0 ? "fast" : "slow";
  throw new AppError(
    "unauthenticated",
    `This host's clock is ${minutes} minutes ${direction}; set it (the platform's time is ${now.toISOString()}).`,
  );
}

async function takeMessage(ctx: Pick<Context, "db">, { hostId, channel, run, seq }: SignedParts): Promise<void> {
  const taken = await ctx.db.execute(sql`
    INSERT INTO host_channels (host_id, channel, run, seq) VALUES (${hostId}, ${channel}, ${run}, ${seq})
    ON CONFLICT (host_id, channel) DO UPDATE SET run = excluded.run, seq = excluded.seq
      WHERE (host_channels.run, host_channels.seq) < (excluded.run, excluded.seq)
    RETURNING run`);
  if (taken.rows.length > 0) return;
  throw new AppError(
    "conflict",
    `Message ${run}.${seq} on channel ${channel} is a replay: it or a later one was taken.`,
  );
}
