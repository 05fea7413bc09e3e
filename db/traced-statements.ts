import { AsyncResource } from "node:async_hooks";
import type pg from "pg";
import { tracedPart } from "@/lib/tracing";

const longestText = 2_000;

type Callback = (error: unknown, result?: unknown) => void;

/** pg's `query` with its span, whether it answers by a promise or by a callback; sent at once, so that the order of statements is kept. */
export function tracedQuery(args: unknown[], send: (args: unknown[]) => unknown): unknown {
  const [first] = args;
  const last = args.at(-1);
  const text = typeof first === "string" ? first : (first as { text?: unknown } | null)?.text;
  if (typeof text !== "string") return send(args);
  if (typeof last !== "function") return tracedStatement(text, async () => send(args));
  let sent: unknown;
  const told = tracedStatement(
    text,
    () =>
      new Promise((settle, fail) => {
        const answer: Callback = (error, result) => {
          if (error) fail(error);
          else settle(result);
          (last as Callback)(error, result);
        };
        sent = send([...args.slice(0, -1), AsyncResource.bind(answer)]);
      }),
  );
  told.catch(() => undefined);
  return sent;
}

/** Of a statement its text, which has `$1` where values are. */
function tracedStatement(text: string, send: () => Promise<unknown>): Promise<unknown> {
  const verb = /^\W*(\w+)/.exec(text.replace(/^\/\*.*?\*\//, ""))?.[1]?.toUpperCase() ?? "statement";
  return tracedPart(verb, { "db.system.name": "postgresql", "db.query.text": text.slice(0, longestText) }, send);
}

/** Who waits for a connection goes on as who it was, and not as who gave the connection back. */
export function keepContext(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as (callback?: (...args: unknown[]) => void) => unknown;
  pool.connect = ((callback?: (...args: unknown[]) => void) =>
    connect(callback && AsyncResource.bind(callback))) as typeof pool.connect;
}
