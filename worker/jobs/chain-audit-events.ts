import { CHAIN_BATCH, chainAuditEvents } from "@/lib/audit/chain-audit-events";
import type { Job } from "../job";

export const chainAuditEventsJob: Job = {
  name: "chain-audit-events",
  everyMs: 1_000,
  batch: CHAIN_BATCH,
  run: chainAuditEvents,
};
