import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { FINDING_BLOCKS, FINDING_KINDS, FINDING_STATES } from "@/lib/core/fleet/hardware-findings";
import { accelerators, hosts } from "./fleet";
import { users } from "./identity";

/** How an accelerator was seen and where, from then until it was seen otherwise: its driver's history, and the hosts it was in. */
export const acceleratorSightings = pgTable(
  "accelerator_sightings",
  {
    id: id("id").primaryKey(),
    acceleratorId: id("accelerator_id")
      .notNull()
      .references(() => accelerators.id),
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    serial: text("serial"),
    reportedName: text("reported_name").notNull(),
    memoryMib: integer("memory_mib"),
    pciAddress: text("pci_address"),
    driverVersion: text("driver_version"),
    firmwareVersion: text("firmware_version"),
    fromAt: instant("from_at").notNull(),
    /** Null: so it is seen now. */
    untilAt: instant("until_at"),
  },
  (t) => [
    uniqueIndex("accelerator_sightings_now").on(t.acceleratorId).where(sql`until_at IS NULL`),
    index("accelerator_sightings_accelerator").on(t.acceleratorId, t.fromAt),
    index("accelerator_sightings_host").on(t.hostId),
  ],
);

/** Who reported a serial number first. Inserting waits for a host that reports the same one at the same moment. */
export const acceleratorSerials = pgTable(
  "accelerator_serials",
  {
    vendor: text("vendor").notNull(),
    serial: text("serial").notNull(),
    acceleratorId: id("accelerator_id")
      .notNull()
      .references(() => accelerators.id),
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    claimedAt: instant("claimed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.vendor, t.serial] }), index("accelerator_serials_accelerator").on(t.acceleratorId)],
);

/** What does not fit about a host's hardware. It bears on `host_id` alone, whatever else the host claims. */
export const hardwareFindings = pgTable(
  "hardware_findings",
  {
    id: id("id").primaryKey(),
    kind: text("kind", { enum: FINDING_KINDS }).notNull(),
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    /** The one it is about; of a claimed UUID, the accelerator that another host enrolled. */
    acceleratorId: id("accelerator_id").references(() => accelerators.id),
    /** The host that was first, where another is involved. */
    otherHostId: id("other_host_id").references(() => hosts.id),
    /** What it is about, so that the same thing found again is the same finding while it lasts. */
    subject: text("subject").notNull(),
    blocks: text("blocks", { enum: FINDING_BLOCKS }).notNull(),
    /** A sentence for the host's operator, which names no other tenant. */
    summary: text("summary").notNull(),
    evidence: jsonb("evidence").$type<Record<string, unknown>>().notNull(),
    state: text("state", { enum: FINDING_STATES }).notNull().default("open"),
    firstSeenAt: instant("first_seen_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
    decidedBy: id("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
    reason: text("reason"),
    /** Since when it is not so any more. */
    clearedAt: instant("cleared_at"),
  },
  (t) => [
    uniqueIndex("hardware_findings_one").on(t.hostId, t.kind, t.subject).where(sql`cleared_at IS NULL`),
    index("hardware_findings_accelerator").on(t.acceleratorId),
    index("hardware_findings_host").on(t.hostId, t.firstSeenAt),
    check("hardware_findings_decided", sql`state IN ('open', 'resolved') OR decided_at IS NOT NULL`),
  ],
);
