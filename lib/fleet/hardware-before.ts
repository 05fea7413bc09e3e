import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { AcceleratorReport, HostFacts } from "@/lib/core/contracts/agent";
import type { FindingKind, FindingState } from "@/lib/core/fleet/hardware-findings";

export interface KnownAccelerator extends Record<string, unknown> {
  id: string;
  uuid: string;
  pciId: string | null;
  health: AcceleratorReport["health"];
  isMissing: boolean;
  firstSeenAt: Date;
  /** How it is on record now; null where it never was, for it is older than this record. */
  sightingId: string | null;
  serial: string | null;
  reportedName: string;
  memoryMib: number | null;
  pciAddress: string | null;
  driverVersion: string | null;
  firmwareVersion: string | null;
}

export interface StandingFinding {
  id: string;
  kind: FindingKind;
  subject: string;
  state: FindingState;
  lastSeenAt: string;
  /** Of `hardware_changed` by its machine: what it was. */
  before: { cpuCount: number; memoryMib: number } | null;
}

interface KnownHost extends Record<string, unknown> {
  organizationId: string;
  hostName: string;
  facts: HostFacts;
  /** A lease holds some of its accelerators. */
  isLeased: boolean;
  standing: StandingFinding[];
}

export interface HardwareBefore extends KnownHost {
  accelerators: Map<string, KnownAccelerator>;
}

/** What is on record of a host before its report is taken, whose reports take turns: two statements, whatever it has. */
export async function readHardware(tx: Transaction, hostId: string): Promise<HardwareBefore | null> {
  const { rows } = await tx.execute<KnownHost>(sql`
    SELECT h.organization_id AS "organizationId", h.name AS "hostName", h.facts,
      EXISTS (SELECT 1 FROM lease_accelerators la JOIN accelerators a ON a.id = la.accelerator_id
        WHERE a.host_id = h.id AND la.released_at IS NULL) AS "isLeased",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'subject', f.subject, 'state', f.state,
          'lastSeenAt', f.last_seen_at, 'before', f.evidence -> 'before')), '[]')
        FROM hardware_findings f WHERE f.host_id = h.id AND f.cleared_at IS NULL) AS standing
    FROM hosts h WHERE h.id = ${hostId} FOR NO KEY UPDATE OF h`);
  const host = rows[0];
  if (!host) return null;
  const known = await tx.execute<KnownAccelerator>(sql`
    SELECT a.id, a.uuid, a.pci_id AS "pciId", a.health, a.missing_since IS NOT NULL AS "isMissing",
      a.first_seen_at AS "firstSeenAt", s.id AS "sightingId", coalesce(s.serial, a.serial) AS serial,
      coalesce(s.reported_name, a.reported_name) AS "reportedName", coalesce(s.memory_mib, a.memory_mib) AS "memoryMib",
      s.pci_address AS "pciAddress", s.driver_version AS "driverVersion", s.firmware_version AS "firmwareVersion"
    FROM accelerators a
    LEFT JOIN accelerator_sightings s ON s.accelerator_id = a.id AND s.until_at IS NULL
    WHERE a.host_id = ${hostId}`);
  return { ...host, accelerators: new Map(known.rows.map((row) => [row.uuid, row])) };
}
