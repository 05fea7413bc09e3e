import type { Context } from "@/lib/context";
import { LIMITS, type LimitName } from "@/lib/core/security/limits";
import { addressGroup } from "@/lib/security/address-group";
import { enforceLimit } from "@/lib/security/rate-limit";

/** A limit of an entrance, counted for whom its `by` says; for the address where nobody is signed in. */
export async function enforceEdgeLimit(ctx: Context, name: LimitName): Promise<void> {
  await enforceLimit(ctx, name, whoseDoing(ctx, name));
}

function whoseDoing({ actor, client }: Context, name: LimitName): string {
  const { by } = LIMITS[name];
  if (actor.type !== "user" || by === "address") return addressGroup(client?.address);
  if (by === "organization") return actor.organizationId;
  if (by === "account") return actor.userId;
  return actor.apiKey?.id ?? actor.sessionId;
}
