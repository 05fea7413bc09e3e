import { and, desc, eq, gte, ilike, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { auditAnchorHeads, auditAnchors, auditChains, auditEvents, organizations } from "@/db/schema";
import { chainIdOf } from "@/lib/audit/event-rows";
import { type ChainVerdict, verifyChain } from "@/lib/audit/verify-chain";
import type { Context, UserActor } from "@/lib/context";
import { actionsWith } from "@/lib/core/audit/action-texts";
import { nounsOf } from "@/lib/core/audit/areas";
import { authorize } from "./authorize";

const LONGEST_PAGE = 200;
const ANCHORS_SHOWN = 7;
const DAY_MS = 86_400_000;

type Reader = Pick<Context, "db" | "actor">;

export interface AuditFilter {
  /** The desk's: of every organization, or of the one that is named. Others always see their own alone. */
  everywhere?: boolean;
  organizationId?: string;
  /** Part of an actor's address, a target, an action or a request. */
  q: string;
  areas: readonly string[];
  /** `people`, `staff` (the platform's), `programs`. */
  actors: readonly string[];
  /** First and last UTC day. */
  fromDay?: string | undefined;
  toDay?: string | undefined;
  limit: number;
  offset: number;
}

/** What happened, newest first. */
export async function listAuditEvents(ctx: Reader, filter: AuditFilter) {
  const actor = authorize(ctx, "audit.view");
  const where = and(scopeOf(actor, filter), ...conditionsOf(filter));
  const rows = await ctx.db
    .select({ event: auditEvents, organizationName: organizations.name, organizationKind: organizations.kind })
    .from(auditEvents)
    .leftJoin(organizations, eq(organizations.id, auditEvents.organizationId))
    .where(where)
    .orderBy(desc(auditEvents.at), desc(auditEvents.number))
    .limit(Math.min(filter.limit, LONGEST_PAGE))
    .offset(filter.offset);
  const events = rows.map(({ event, ...organization }) => ({ ...event, ...organization, isByStaff: isByStaff(event) }));
  return { events, total: await ctx.db.$count(auditEvents, where) };
}

export type AuditListing = Awaited<ReturnType<typeof listAuditEvents>>["events"][number];

/** Of another organization than the log's own: nobody but the platform's staff acts on others' things. */
function isByStaff(event: {
  organizationId: string | null;
  actorOrganizationId: string | null;
  impersonatorId: string | null;
}) {
  const { organizationId, actorOrganizationId, impersonatorId } = event;
  if (impersonatorId !== null) return true;
  return organizationId !== null && actorOrganizationId !== null && actorOrganizationId !== organizationId;
}

function scopeOf(actor: UserActor, { everywhere, organizationId }: AuditFilter): SQL | undefined {
  if (actor.organizationKind !== "platform") return eq(auditEvents.organizationId, actor.organizationId);
  if (everywhere) return organizationId ? eq(auditEvents.organizationId, organizationId) : undefined;
  return or(eq(auditEvents.organizationId, actor.organizationId), isNull(auditEvents.organizationId));
}

function conditionsOf({ q, areas, actors, fromDay, toDay }: AuditFilter): (SQL | undefined)[] {
  const nouns = nounsOf(areas);
  const until = toDay ? new Date(Date.parse(toDay) + DAY_MS) : undefined;
  return [
    areas.length > 0
      ? inArray(sql`split_part(${auditEvents.action}, '.', 1)`, nouns.length > 0 ? nouns : [""])
      : undefined,
    actors.length > 0 ? or(...actors.map(byActor)) : undefined,
    fromDay ? gte(auditEvents.at, new Date(fromDay)) : undefined,
    until ? lt(auditEvents.at, until) : undefined,
    q ? withWords(q) : undefined,
  ];
}

const FROM_OUTSIDE = sql`(impersonator_id IS NOT NULL OR actor_organization_id <> audit_events.organization_id)`;

function byActor(actor: string): SQL {
  if (actor === "staff") return FROM_OUTSIDE;
  if (actor === "people") return sql`(actor_type = 'user' AND api_key_id IS NULL AND ${FROM_OUTSIDE} IS NOT TRUE)`;
  return sql`(actor_type <> 'user' OR api_key_id IS NOT NULL)`;
}

function withWords(words: string): SQL | undefined {
  const part = `%${words.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return or(
    inArray(auditEvents.action, [...actionsWith(words), words]),
    ilike(auditEvents.actorName, part),
    ilike(auditEvents.targetId, part),
    eq(auditEvents.requestId, words),
    eq(auditEvents.id, words),
  );
}

/** Where the own chain ends, and what the last days' anchors say of it: to be kept elsewhere, so that nobody can write another past. */
export async function getAuditChain(ctx: Reader) {
  const { organizationId } = authorize(ctx, "audit.view");
  const [end] = await ctx.db
    .select()
    .from(auditChains)
    .where(eq(auditChains.id, chainIdOf(organizationId)));
  const anchors = await ctx.db
    .select({
      day: auditAnchorHeads.day,
      sequence: auditAnchorHeads.sequence,
      hash: auditAnchorHeads.hash,
      anchorHash: auditAnchors.hash,
    })
    .from(auditAnchorHeads)
    .innerJoin(auditAnchors, eq(auditAnchors.day, auditAnchorHeads.day))
    .where(eq(auditAnchorHeads.organizationId, organizationId))
    .orderBy(desc(auditAnchorHeads.day))
    .limit(ANCHORS_SHOWN);
  return { sequence: end?.sequence ?? 0n, hash: end?.hash ?? null, anchors };
}

/** Recomputes the own chain, or for the desk that of any organization; null is the platform's own. */
export async function verifyAuditChain(
  ctx: Reader,
  of: { organizationId?: string | null } = {},
): Promise<ChainVerdict> {
  const actor = authorize(ctx, "audit.view");
  const isDesk = actor.organizationKind === "platform" && of.organizationId !== undefined;
  return verifyChain(ctx.db, isDesk ? (of.organizationId ?? null) : actor.organizationId);
}
