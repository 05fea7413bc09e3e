import pino from "pino";

export type Log = pino.Logger;

/** Which lease a line is about, and the request at the platform that asked for its container. */
export const ofLease = ({ leaseId, desired }: { leaseId: string; desired: { requestId?: string } | null }) => ({
  lease: leaseId,
  requestId: desired?.requestId,
});

export const createLog = (fields: Record<string, unknown> = {}): Log =>
  pino({ level: process.env.LOG_LEVEL ?? "info", base: { part: "agent", ...fields } });
