import { z } from "zod";
import { agentReport } from "@/lib/core/contracts/agent";
import { printOf } from "./unchanged-report";

/** What can be said of a report before its inventory is validated. */
export interface Glance {
  body: unknown;
  print: string;
  /** It names no instance. */
  isIdle: boolean;
}

/**
 * An idle report but for its inventory, which needs no second validation where it is to the byte what was validated when it was recorded:
 * a thousand hosts say the same every few seconds.
 */
const idleReport = agentReport.extend({
  facts: z.unknown(),
  accelerators: z.unknown(),
  instances: z.array(z.never()).length(0),
});

/** Null for what is no report at all. */
export function glanceAtReport(bytes: Buffer): Glance | null {
  const body = parse(bytes.toString("utf8"));
  if (typeof body !== "object" || body === null) return null;
  const { facts, accelerators } = body as Record<string, unknown>;
  return { body, print: printOf(facts, accelerators), isIdle: idleReport.safeParse(body).success };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
