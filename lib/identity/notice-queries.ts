import { and, count, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { notices } from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import { authorize } from "./authorize";

const LONGEST_PAGE = 200;

/** A party sees its own; the desk sees the platform's. */
export function noticesOf(actor: UserActor): SQL {
  const owner = actor.organizationKind === "platform" ? "" : actor.organizationId;
  return sql`coalesce(${notices.organizationId}, '') = ${owner}`;
}

/** The signed-in party's open notices, the gravest first, then the newest. */
export async function listOpenNotices(ctx: Pick<Context, "db" | "actor">, limit = 20) {
  const actor = authorize(ctx, "notice.view");
  return ctx.db
    .select()
    .from(notices)
    .where(and(noticesOf(actor), isNull(notices.resolvedAt)))
    .orderBy(sql`array_position(ARRAY['critical','warning','info'], ${notices.severity})`, desc(notices.raisedAt))
    .limit(Math.min(limit, LONGEST_PAGE));
}

export type Notice = Awaited<ReturnType<typeof listOpenNotices>>[number];

/** Open and resolved ones, newest first. */
export async function listNotices(
  ctx: Pick<Context, "db" | "actor">,
  page: { limit: number; offset: number; key?: string },
) {
  const actor = authorize(ctx, "notice.view");
  const where = and(noticesOf(actor), page.key ? eq(notices.key, page.key) : undefined);
  const rows = await ctx.db
    .select()
    .from(notices)
    .where(where)
    .orderBy(desc(notices.raisedAt), desc(notices.id))
    .limit(Math.min(page.limit, LONGEST_PAGE))
    .offset(page.offset);
  const [counted] = await ctx.db.select({ total: count() }).from(notices).where(where);
  return { notices: rows, total: Number(counted?.total ?? 0) };
}

/** A customer's newest, open and resolved, for the desk. */
export async function listNoticesOf(ctx: Pick<Context, "db" | "actor">, of: { organizationId: string; limit: number }) {
  authorize(ctx, "customer.view");
  return ctx.db
    .select()
    .from(notices)
    .where(eq(notices.organizationId, of.organizationId))
    .orderBy(desc(notices.raisedAt), desc(notices.id))
    .limit(Math.min(of.limit, LONGEST_PAGE));
}
