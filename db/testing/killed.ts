import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { createDatabase } from "@/db/client";
import type { Context } from "@/lib/context";
import { testContext } from "./context";
import type { TestDatabase } from "./database";

const KILLED = "openhall-killed";

/** Lets `work` go on for so many of its statements, then its connections are killed; answers whether it came to its end. */
export async function killAfter(
  { url, db }: TestDatabase,
  statements: number,
  work: (ctx: Context) => Promise<unknown>,
  ctx: Partial<Pick<Context, "actor" | "now">> = {},
): Promise<boolean> {
  const victim = createDatabase(url, { max: 2, applicationName: KILLED });
  let asked = 0;
  victim.pool.on("connect", (client) => {
    client.on("error", () => undefined);
    const send = client.query as (...inner: unknown[]) => unknown;
    client.query = (async (...args: unknown[]) => {
      asked += 1;
      if (asked === statements)
        await db.execute(
          sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ${KILLED} AND datname = current_database()`,
        );
      const callback = args.at(-1);
      if (asked >= statements && typeof callback === "function") return callback(new Error("killed"));
      if (asked >= statements) throw new Error("killed");
      return send.apply(client, args);
    }) as never;
  });
  const ended = await work(testContext(victim.db, ctx.actor ?? { type: "system", name: "victim" }, ctx.now)).then(
    () => asked < statements,
    () => false,
  );
  await Promise.race([victim.close().catch(() => undefined), sleep(200)]);
  return ended;
}
