import pino, { type DestinationStream, type Logger } from "pino";
import { settings } from "./env";
import { REDACTED, scrub, withoutSecrets } from "./redact";
import { requestIdNow } from "./request-scope";

/** drizzle puts a failed query's values, password hashes and keys among them, into its message: it is told without them. */
function withoutValues(error: Error): Error {
  if (!("query" in error && "params" in error)) return error;
  const told = new Error(`Failed query: ${error.query}`, { cause: error.cause });
  told.stack = error.stack?.replace(error.message, () => told.message);
  return told;
}

const requestOf = () => {
  const requestId = requestIdNow();
  return requestId === undefined ? {} : { requestId };
};

/**
 * One line of JSON an event, with the id of the request or of the job's round that it happened in, without the fields that carry secrets, and
 * without what looks like one anywhere else.
 */
export function createLog(name: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level: settings().logLevel,
    base: { pid: process.pid },
    mixin: requestOf,
    // What a line says itself counts, and is not said twice.
    mixinMergeStrategy: (line: object, mixin: object) => ({ ...mixin, ...line }),
    timestamp: pino.stdTimeFunctions.isoTime,
    // for a child's own fields, which no formatter sees
    redact: { paths: ["authorization", "cookie", "password", "token", "secret", "apiKey"], censor: REDACTED },
    formatters: { log: (fields: Record<string, unknown>) => withoutSecrets(fields) as Record<string, unknown> },
    serializers: {
      err: (error: Error) => withoutSecrets({ ...pino.stdSerializers.err(withoutValues(error)), raw: undefined }),
    },
    hooks: { streamWrite: scrub },
  };
  return destination ? pino(options, destination) : pino(options);
}

export type { Logger };
