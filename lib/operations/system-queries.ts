import { and, asc, isNull, lt, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts, leases, organizations, sites } from "@/db/schema";
import type { Context } from "@/lib/context";
import { settings } from "@/lib/env";
import { authorize } from "@/lib/identity/authorize";
import { readDisagreements, readProbes } from "./probe-standings";
import { readAgentLag, readWorkerLag } from "./read-standings";

type Reader = Pick<Context, "db" | "actor">;

const LONGEST_LIST = 200;

/** How the platform's own parts do: workers, jobs, agents, the database; for the desk. */
export async function getSystem(ctx: Reader) {
  authorize(ctx, "system.view");
  const { workers, jobs } = await readWorkerLag(ctx.db);
  const { rows } = await ctx.db.execute<DatabaseFacts>(sql`
    SELECT pg_database_size(current_database())::float8 AS "sizeBytes", current_setting('server_version') AS version,
      (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()) AS connections,
      current_setting('max_connections')::int AS "maxConnections",
      (SELECT count(*)::int FROM drizzle.__drizzle_migrations) AS migrations,
      (SELECT max(at) FROM audit_events WHERE organization_id IS NULL AND action = 'backup.take') AS "backupAt"`);
  return { workers, jobs, agents: await readAgentLag(ctx.db), database: rows[0]!, at: await databaseNow(ctx.db) };
}

interface DatabaseFacts extends Record<string, unknown> {
  sizeBytes: number;
  version: string;
  connections: number;
  maxConnections: number;
  migrations: number;
  backupAt: Date | null;
}

/** The platform's eyes outside the hosts, and where they and the leases' states say different things; for the desk. */
export async function getProbes(ctx: Reader) {
  authorize(ctx, "system.view");
  const [probes, disagreements] = await Promise.all([readProbes(ctx.db), readDisagreements(ctx.db, LONGEST_LIST)]);
  return { probes, disagreements };
}

/** Hosts in service that have not been heard of for longer than is allowed, the most recently lost last; bounded. */
export async function listSilentHosts(ctx: Reader) {
  authorize(ctx, "system.view");
  const silentSince = sql`platform_now() - make_interval(secs => ${settings().silenceMs / 1_000})`;
  return ctx.db
    .select({
      id: hosts.id,
      name: hosts.name,
      operatorName: organizations.name,
      siteName: sites.name,
      lastSeenAt: hosts.lastSeenAt,
      agentVersion: sql<string>`${hosts.facts}->>'agentVersion'`,
      openLeases: sql<number>`(SELECT count(*)::int FROM ${leases} WHERE ${leases.hostId} = ${hosts.id} AND ${leases.endedAt} IS NULL)`,
    })
    .from(hosts)
    .innerJoin(organizations, sql`${organizations.id} = ${hosts.organizationId}`)
    .innerJoin(sites, sql`${sites.id} = ${hosts.siteId}`)
    .where(and(isNull(hosts.retiredAt), lt(hosts.lastSeenAt, silentSince)))
    .orderBy(asc(hosts.lastSeenAt))
    .limit(LONGEST_LIST);
}

export type SilentHost = Awaited<ReturnType<typeof listSilentHosts>>[number];
