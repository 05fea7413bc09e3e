import pino, { type DestinationStream, type Logger } from "pino";
import { settings } from "./env";
import { requestIdNow } from "./request-scope";

const secretFields = ["authorization", "cookie", "set-cookie", "password", "token", "secret", "privateKey"];
const depths = ["", "*.", "*.*.", "*.*.*."];
const paths = depths.flatMap((prefix) =>
  secretFields.map((field) => (field.includes("-") ? `${prefix.replace(/\.$/, "")}["${field}"]` : `${prefix}${field}`)),
);

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

/** One line of JSON an event, with the id of the request or of the job's round that it happened in. Fields that carry secrets are redacted down to the fourth level. */
export function createLog(name: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level: settings().logLevel,
    base: { pid: process.pid },
    mixin: requestOf,
    // What a line says itself counts, and is not said twice.
    mixinMergeStrategy: (line: object, mixin: object) => ({ ...mixin, ...line }),
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: "[redacted]" },
    serializers: { err: (error: Error) => pino.stdSerializers.err(withoutValues(error)) },
  };
  return destination ? pino(options, destination) : pino(options);
}

export type { Logger };
