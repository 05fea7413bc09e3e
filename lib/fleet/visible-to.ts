import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { UserActor } from "@/lib/context";

/** An operator sees its own; the platform, where the permission table lets it look at all, every operator's. */
export function visibleTo(actor: UserActor, organizationId: SQLWrapper): SQL | undefined {
  return actor.organizationKind === "platform" ? undefined : sql`${organizationId} = ${actor.organizationId}`;
}
