import pino, { type DestinationStream, type Logger } from "pino";
import { settings } from "./env";

const secretFields = ["authorization", "cookie", "set-cookie", "password", "token", "secret", "privateKey"];
const depths = ["", "*.", "*.*.", "*.*.*."];
const paths = depths.flatMap((prefix) =>
  secretFields.map((field) => (field.includes("-") ? `${prefix.replace(/\.$/, "")}["${field}"]` : `${prefix}${field}`)),
);

/** One line of JSON an event. Fields that carry secrets are redacted down to the fourth level. */
export function createLog(name: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level: settings().logLevel,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: "[redacted]" },
  };
  return destination ? pino(options, destination) : pino(options);
}

export type { Logger };
