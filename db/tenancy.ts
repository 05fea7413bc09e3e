import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { type Database, SCOPE, type ScopedClient } from "./client";

/** Sees the rows of one organization and one person, as the policies in drizzle/ say. */
export const TENANT_ROLE = "openhall_app";
/** Sees all rows: worker, desk, and what a verb does across organizations. */
export const PLATFORM_ROLE = "openhall_platform";

export interface Tenant {
  organizationId: string;
  userId: string;
}

const whole = new WeakMap<object, Database>();

/**
 * The database as one tenant sees it: each transaction begins as `openhall_app` with the tenant's ids, and a statement outside of one gets a
 * transaction of its own, so that no connection keeps a tenant. It shares the pool it is made of.
 */
export function tenantDatabase(platform: Database, tenant: Tenant): Database {
  const scope = scopeOf(tenant);
  const pool = (platform as Database & { $client: pg.Pool }).$client;
  const scoped: pg.Pool = Object.create(pool);
  const connect = async () => {
    const client = (await pool.connect()) as ScopedClient;
    client[SCOPE] = scope;
    return client;
  };
  scoped.connect = connect as typeof pool.connect;
  scoped.query = ((...args: unknown[]) => runAlone(connect, args)) as unknown as typeof pool.query;
  const db = drizzle({ client: scoped }) as unknown as Database;
  whole.set(db, platform);
  return db;
}

async function runAlone(connect: () => Promise<ScopedClient>, args: unknown[]): Promise<unknown> {
  const client = await connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await (client.query as (...inner: unknown[]) => Promise<unknown>)(...args);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function scopeOf({ organizationId, userId }: Tenant): string {
  const { escapeLiteral } = pg;
  return [
    `set local role ${TENANT_ROLE}`,
    `set local openhall.organization = ${escapeLiteral(organizationId)}`,
    `set local openhall.person = ${escapeLiteral(userId)}`,
  ].join("; ");
}

/**
 * The same context with all organizations' rows in reach, for a verb that has authorised its actor and must touch another party's: a launch
 * takes an operator's accelerators, a payment books on the platform's accounts. `why` is for the reader; lib/tenancy.test.ts lists them all.
 */
export function acrossTenants<C extends { db: Database }>(ctx: C, _why: string): C {
  const db = whole.get(ctx.db);
  return db ? { ...ctx, db } : ctx;
}
