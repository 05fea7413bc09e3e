import pino from "pino";

export type Log = pino.Logger;

export const createLog = (fields: Record<string, unknown> = {}): Log =>
  pino({ level: process.env.OPENHALL_AGENT_LOG ?? "info", base: { part: "agent", ...fields } });
