import { and, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { acceleratorSerials, acceleratorSightings } from "@/db/schema";
import { identifyingSerial } from "@/lib/core/fleet/hardware-findings";
import { newId } from "@/lib/ids";
import type { HardwareChanges, SeenAccelerator } from "./hardware-changes";

/** Ends how these were seen until now, and begins how they are seen from now on. */
export async function continueSightings(
  tx: Transaction,
  hostId: string,
  seen: readonly SeenAccelerator[],
  at: Date,
): Promise<void> {
  if (seen.length === 0) return;
  const ids = seen.map(({ id }) => id);
  await tx
    .update(acceleratorSightings)
    .set({ untilAt: at })
    .where(and(inArray(acceleratorSightings.acceleratorId, ids), isNull(acceleratorSightings.untilAt)));
  const rows = seen.map(({ id, report, known }) => ({
    id: newId("asi"),
    acceleratorId: id,
    hostId,
    serial: report.serial,
    reportedName: report.reportedName,
    memoryMib: report.memoryMib,
    pciAddress: report.pciAddress,
    driverVersion: report.driverVersion,
    firmwareVersion: report.firmwareVersion ?? null,
    fromAt: known && !known.sightingId ? known.firstSeenAt : at,
  }));
  await tx.insert(acceleratorSightings).values(rows).onConflictDoNothing();
}

export interface TakenSerial extends Record<string, unknown> {
  vendor: string;
  serial: string;
  hostId: string;
}

/**
 * Claims the serial numbers that this report shows for the first time, and answers those that another host showed first. In
 * their order, so that hosts which claim the same ones wait for each other and never deadlock.
 */
export async function claimSerials(
  tx: Transaction,
  hostId: string,
  changes: HardwareChanges,
  at: Date,
): Promise<Map<string, TakenSerial>> {
  const claimed = new Map<string, typeof acceleratorSerials.$inferInsert>();
  for (const { id, report, known } of changes.present) {
    const serial = identifyingSerial(report.serial);
    const isKnown = known?.sightingId && !known.isMissing && identifyingSerial(known.serial) === serial;
    if (serial === null || isKnown) continue;
    const { vendor } = report;
    claimed.set(serialKey(vendor, serial), { vendor, serial, acceleratorId: id, hostId, claimedAt: at });
  }
  if (claimed.size === 0) return new Map();
  const rows = [...claimed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await tx.insert(acceleratorSerials).values(rows).onConflictDoNothing();
  const { rows: taken } = await tx.execute<TakenSerial>(sql`
    SELECT s.vendor, s.serial, s.host_id AS "hostId"
    FROM accelerator_serials s
    JOIN unnest(${sql.param(rows.map((row) => row.vendor))}::text[], ${sql.param(rows.map((row) => row.serial))}::text[])
      AS wanted (vendor, serial) USING (vendor, serial)
    WHERE s.host_id <> ${hostId}`);
  return new Map(taken.map((row) => [serialKey(row.vendor, row.serial), row]));
}

export function serialKey(vendor: string, serial: string): string {
  return `${vendor}/${serial}`;
}
