import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import * as schema from "@/db/schema";

export type Database = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type DbOrTx = Database | Transaction;

export interface DatabaseHandle {
  db: Database;
  pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  max?: number;
  applicationName?: string;
  statementTimeoutMs?: number;
  lockTimeoutMs?: number;
  /** The database role to act as, which the login must be a member of; the login's own without it. */
  role?: string;
}

const { builtins } = pg.types;
const timestamptzArray = 1185;
const int8Array = 1016;
const defaultParserOf = pg.types.getTypeParser as (oid: number, format: string) => (value: string) => unknown;
const asText = new Set<number>([builtins.DATE, builtins.TIMESTAMP, builtins.INTERVAL, builtins.NUMERIC]);
const parsersByOid = new Map<number, (value: string) => unknown>([
  [builtins.INT8, BigInt],
  [int8Array, (value) => (defaultParserOf(int8Array, "text")(value) as string[]).map(BigInt)],
  [builtins.TIMESTAMPTZ, defaultParserOf(builtins.TIMESTAMPTZ, "text")],
  [timestamptzArray, defaultParserOf(timestamptzArray, "text")],
]);

const rowTypes = {
  getTypeParser(oid: number, format = "text") {
    if (format === "binary") return defaultParserOf(oid, format);
    if (asText.has(oid)) return (value: string) => value;
    return parsersByOid.get(oid) ?? defaultParserOf(oid, format);
  },
};

/** On a checked-out connection: statements that every transaction begins with (`tenantDatabase`). */
export const SCOPE = Symbol("scope");
export type ScopedClient = pg.PoolClient & { [SCOPE]?: string };

function opens(text: string | undefined): boolean {
  return /^begin/i.test(text ?? "");
}

/** Undefined: parsed and planned anew each time, which is as good for what is not sent thousands of times a second by itself. */
function preparedName(text: string): string | undefined {
  return /^\/\* prepared (\w+) \*\//.exec(text)?.[1];
}

/**
 * A statement whose text begins with `/* prepared NAME *\/` is prepared under that name, once a connection.
 *
 * drizzle hands every query its own parsers, which leave timestamptz and int8 as text wherever no column maps them (`db.execute`,
 * `sql<bigint>`). Here a row reads the same whichever way it was asked for: int8 is a bigint, timestamptz a Date.
 */
class RowTypedClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg overloads `query` eight ways; the arguments pass through untouched
  override query(...args: any[]): any {
    const [config, ...rest] = this.scoped(args) as typeof args;
    const typed = config !== null && typeof config === "object" && "types" in config;
    const query = super.query as (...inner: unknown[]) => unknown;
    const sent = query.call(
      this,
      typed ? { ...config, name: preparedName(config.text) ?? config.name, types: rowTypes } : config,
      ...rest,
    );
    return typed && opens(config.text) ? this.releaseIfRefused(sent as Promise<unknown>) : sent;
  }

  /** What opens a transaction says in the same message whose rows it may see. */
  private scoped(args: unknown[]): unknown[] {
    const scope = (this as unknown as ScopedClient)[SCOPE];
    const [first, ...rest] = args;
    if (scope === undefined) return args;
    if (typeof first === "string") return opens(first) ? [`${first}; ${scope}`, ...rest] : args;
    const config = first as { text?: string };
    return opens(config.text) ? [{ ...config, text: `${config.text}; ${scope}` }, ...rest] : args;
  }

  /** drizzle keeps the connection of a transaction that could not begin: a few lost servers later a pool would have none left. */
  private releaseIfRefused(begun: Promise<unknown>): Promise<unknown> {
    return begun.catch((error: Error) => {
      (this as unknown as Partial<pg.PoolClient>).release?.(error);
      throw error;
    });
  }
}

/** Opens a pool; no connection is made until the first query. Sessions run in UTC and give up on statements and locks that take too long. */
export function createDatabase(url: string, options: DatabaseOptions = {}): DatabaseHandle {
  const pool = new pg.Pool({
    connectionString: url,
    Client: RowTypedClient,
    types: rowTypes as pg.CustomTypesConfig,
    max: options.max ?? 10,
    application_name: options.applicationName ?? "openhall",
    options: `-c TimeZone=UTC${options.role ? ` -c role=${options.role}` : ""}`,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    lock_timeout: options.lockTimeoutMs ?? 10_000,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that the server drops is replaced by the pool on the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  pool.on("acquire", (client: ScopedClient) => {
    delete client[SCOPE];
  });
  // The same of one that the server drops between two statements of a transaction: the next statement fails, and with it the transaction.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = drizzle({ client: pool, schema });
  let closing: Promise<void> | undefined;
  return {
    db,
    pool,
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}
