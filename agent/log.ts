import pino from "pino";

export type Log = pino.Logger;

export const createLog = (fields: Record<string, unknown> = {}): Log =>
  pino({ level: process.env.LOG_LEVEL ?? "info", base: { part: "agent", ...fields } });
