import { inArray, sql } from "drizzle-orm";
import { texts } from "@/db/arrays";
import type { Transaction } from "@/db/client";
import { acceleratorSerials, accelerators } from "@/db/schema";
import { isHeldBack } from "./hardware-block";
import { recordHostEvents } from "./record-host-event";

interface Taker {
  hostId: string;
  hostName: string;
  organizationId: string;
}

interface Taken extends Record<string, unknown> {
  id: string;
  uuid: string;
  fromId: string;
  fromName: string;
}

const WATCH = { actor: { type: "system", name: "hardware" } } as const;

/**
 * What a retired host had is whichever host's of the same operator reports it next, with its serial number and its history: nobody has to
 * accept the move. What a finding holds back does not go this way, or retiring its host would be a way around it; and another operator's
 * claim stays a claim. In the order of UUIDs, so that hosts which report the same ones wait for each other and never deadlock.
 */
export async function takeFromRetired(
  tx: Transaction,
  taker: Taker,
  uuids: readonly string[],
  at: Date,
): Promise<void> {
  if (uuids.length === 0) return;
  const { rows } = await tx.execute<Taken>(sql`
    SELECT a.id, a.uuid, h.id AS "fromId", h.name AS "fromName"
    FROM accelerators a JOIN hosts h ON h.id = a.host_id
    WHERE a.uuid = ANY(${texts(uuids)}) AND h.id <> ${taker.hostId} AND h.retired_at IS NOT NULL
      AND h.organization_id = ${taker.organizationId} AND NOT ${isHeldBack}
    ORDER BY a.uuid FOR UPDATE OF a`);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  const { hostId } = taker;
  await tx.update(accelerators).set({ hostId, missingSince: null }).where(inArray(accelerators.id, ids));
  await tx.update(acceleratorSerials).set({ hostId }).where(inArray(acceleratorSerials.acceleratorId, ids));
  await recordHostEvents(
    tx,
    WATCH,
    rows.flatMap(({ id, uuid, fromId, fromName }) => {
      const moved = { acceleratorId: id, kind: "accelerator_moved" as const, reason: `${fromName} is retired.`, at };
      return [
        { ...moved, hostId: fromId, summary: `Accelerator ${uuid} moved to ${taker.hostName}` },
        { ...moved, hostId, summary: `Accelerator ${uuid} moved here from ${fromName}` },
      ];
    }),
  );
}
