import type { Transaction } from "@/db/client";
import type { Judgement } from "@/lib/core/leases/reachability";
import { recordHostEvent } from "@/lib/fleet/record-host-event";
import type { Lease } from "./types";

/** On the host's timeline: what the probes had not reached, they reach again, or too few of them are left to say. */
export async function tellReached(tx: Transaction, lease: Lease, judged: Judgement, at: Date): Promise<void> {
  const { hostId, operatorId: organizationId } = lease;
  const who =
    judged.verdict === "answers" ? `${judged.of - judged.failing} of ${judged.of} probes` : "by its host's word alone";
  await recordHostEvent(
    tx,
    { actor: { type: "host", hostId, organizationId } },
    {
      hostId,
      kind: "reachable_outside",
      summary: `An instance is reachable from outside again: ${who}`,
      details: { leases: [lease.id] },
      at,
    },
  );
}
