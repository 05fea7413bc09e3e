import { eq } from "drizzle-orm";
import { hosts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { type KeyRequest, type KeyResponse, keyProofString } from "@/lib/core/contracts/agent-key";
import { AppError } from "@/lib/errors";
import { isSignedBy } from "./ed25519";

/** Takes a key that is to replace the host's, beside it. Of several, the last counts: an agent that lost one makes another. */
export async function acceptKey(ctx: Context, { publicKey, proof }: KeyRequest): Promise<KeyResponse> {
  const { actor } = ctx;
  if (actor.type !== "host") throw new AppError("unauthenticated", "Only a host's agent may replace its key.");
  if (!isSignedBy(publicKey, keyProofString(actor.hostId, publicKey), proof))
    throw new AppError("invalid_input", "The proof is not by the new key over this host's id.");
  const [taken] = await ctx.db.select({ id: hosts.id }).from(hosts).where(eq(hosts.publicKey, publicKey)).limit(1);
  if (taken && taken.id !== actor.hostId) throw new AppError("conflict", "Another host has this key.");
  const isInUse = taken !== undefined;
  if (!isInUse) await ctx.db.update(hosts).set({ nextPublicKey: publicKey }).where(eq(hosts.id, actor.hostId));
  return { publicKey };
}
