import { criticalXid } from "@/lib/core/contracts/xid-codes";
import type { Health } from "../device";

/** What a GPU's Xid says of its health; null for what a sound one can show. */
export function judgeXid(xid: number): { health: Health; reason: string } | null {
  const critical = criticalXid(xid);
  return critical && { health: critical.health, reason: `Xid ${xid}: ${critical.meaning}.` };
}

/** Xid 154 tells each change of what the driver asks for, also that it asks for nothing any more. */
export const isWithdrawn = (line: string): boolean => /recovery action changed from .* to 0x0\b/i.test(line);
