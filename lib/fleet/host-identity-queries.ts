import { and, eq } from "drizzle-orm";
import { hosts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { visibleTo } from "./visible-to";

export interface HostIdentity {
  keySince: Date;
  keyRotationAskedAt: Date | null;
  /** The agent has made its next key, and not signed with it yet. */
  isReplacing: boolean;
  clockOffsetMs: number;
}

/** What is known of who a host is: its key, and its clock against ours. */
export async function getHostIdentity(ctx: Context, hostId: string): Promise<HostIdentity> {
  const actor = authorize(ctx, "host.view");
  const [host] = await ctx.db
    .select()
    .from(hosts)
    .where(and(eq(hosts.id, hostId), visibleTo(actor, hosts.organizationId)));
  if (!host) throw notFound("host");
  const { keySince, enrolledAt, keyRotationAskedAt, nextPublicKey, clockOffsetMs } = host;
  return {
    keySince: keySince ?? enrolledAt,
    keyRotationAskedAt,
    isReplacing: nextPublicKey !== null,
    clockOffsetMs,
  };
}
