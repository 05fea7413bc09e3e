import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { type ModelEvidence, matchModel } from "@/lib/core/fleet/match-model";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { findModels } from "./find-models";
import { recordHostEvent } from "./record-host-event";

interface Unknown extends ModelEvidence, Record<string, unknown> {
  count: number;
  hosts: number;
}

const MOST_KINDS = 500;
const KEY = "unknown-model:";

/**
 * Gives accelerators that had no model the one that the catalogue has learned since, and tells the desk of those that it does not
 * know yet. Answers how many were matched; safe in any number of workers.
 */
export async function matchUnknownAccelerators(ctx: Context): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const { rows } = await tx.execute<Unknown>(sql`
      SELECT vendor, reported_name AS "reportedName", memory_mib AS "memoryMib", pci_id AS "pciId", count(*)::int AS count,
        count(DISTINCT host_id)::int AS hosts
      FROM accelerators WHERE model_id IS NULL AND missing_since IS NULL
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT ${MOST_KINDS}`);
    const models = rows.length > 0 ? await findModels(tx) : [];
    const names = new Map(models.map(({ id, name }) => [id, name]));
    const unknown: Unknown[] = [];
    let matched = 0;
    for (const kind of rows) {
      const modelId = matchModel(kind, models);
      if (modelId === null) unknown.push(kind);
      else matched += await setModel(tx, ctx, kind, { id: modelId, name: names.get(modelId) ?? "" }, now);
    }
    await tellDesk(tx, unknown, now);
    return matched;
  });
}

const fullName = ({ vendor, reportedName }: Unknown) =>
  reportedName.startsWith(vendor) ? reportedName : `${vendor} ${reportedName}`;

/** Rows that a host's report holds at this moment are matched by that report. */
async function setModel(
  tx: Transaction,
  ctx: Context,
  kind: Unknown,
  model: { id: string; name: string },
  at: Date,
): Promise<number> {
  const { rows } = await tx.execute<{ id: string; hostId: string; index: number }>(sql`
    UPDATE accelerators SET model_id = ${model.id} WHERE id IN (
      SELECT id FROM accelerators WHERE model_id IS NULL AND ${isKind(kind)} ORDER BY uuid FOR UPDATE SKIP LOCKED)
    RETURNING id, host_id AS "hostId", index`);
  for (const { id, hostId, index } of rows) {
    const summary = `Accelerator ${index}, ${kind.reportedName}, is known to the catalogue now: ${model.name}.`;
    await recordHostEvent(tx, ctx, { hostId, acceleratorId: id, kind: "model_matched", summary, at });
  }
  return rows.length;
}

const isKind = ({ vendor, reportedName, memoryMib, pciId }: Unknown): SQL => sql`vendor = ${vendor}
  AND reported_name = ${reportedName} AND memory_mib IS NOT DISTINCT FROM ${memoryMib}::integer
  AND pci_id IS NOT DISTINCT FROM ${pciId}::text`;

async function tellDesk(tx: Transaction, unknown: readonly Unknown[], now: Date): Promise<void> {
  const keyOf = (kind: Unknown) => `${KEY}${kind.pciId ?? kind.vendor}:${kind.reportedName}:${kind.memoryMib ?? ""}`;
  for (const kind of unknown) {
    const details = [kind.pciId, kind.memoryMib === null ? null : `${kind.memoryMib} MiB`].filter(Boolean).join(", ");
    await raiseNotice(
      tx,
      {
        organizationId: null,
        key: keyOf(kind),
        severity: "info",
        title: `Not in the catalogue: ${fullName(kind)}`,
        body: `${kind.count} on ${kind.hosts === 1 ? "one host" : `${kind.hosts} hosts`}${details ? ` (${details})` : ""}. They are matched, and can be leased, when the catalogue has the model.`,
        href: "/desk/system",
        detail: { vendor: kind.vendor, reportedName: kind.reportedName, memoryMib: kind.memoryMib, pciId: kind.pciId },
      },
      now,
    );
  }
  const still = new Set(unknown.map(keyOf));
  const { rows: open } = await tx.execute<{ key: string }>(sql`
    SELECT key FROM notices WHERE organization_id IS NULL AND resolved_at IS NULL AND key LIKE ${`${KEY}%`}
    ORDER BY key LIMIT ${MOST_KINDS}`);
  for (const { key } of open) if (!still.has(key)) await resolveNotice(tx, null, key, now);
}
