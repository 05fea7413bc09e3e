import { and, eq, isNull, notInArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { accelerators, hosts } from "@/db/schema";
import type { AcceleratorReport, AgentReport } from "@/lib/core/contracts/agent";
import { type ModelFacts, matchModel } from "@/lib/core/fleet/match-model";
import { notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { checkHost } from "./check-host";
import { findModels } from "./find-models";
import { readHardware } from "./hardware-before";
import { recordHardware } from "./record-hardware";
import { takeFromRetired } from "./take-from-retired";

/**
 * What a host says of itself and its accelerators, in the caller's transaction. Accelerators are known by UUID; what the
 * inventory no longer lists is kept with `missingSince`. A UUID that another host enrolled stays there, unless that one is retired: the
 * first is believed, and the second host carries a problem until it no longer claims it. `print`: of what it says, kept with it, so that the
 * same said again need not be recorded.
 */
export async function recordHostReport(
  tx: Transaction,
  hostId: string,
  report: Pick<AgentReport, "facts" | "accelerators">,
  receivedAt: Date,
  print?: string,
): Promise<{ problems: string[] }> {
  const reported = firstOfEachUuid(report.accelerators);
  const before = await readHardware(tx, hostId);
  if (!before) throw notFound("host");
  const models = await findModels(tx);
  const strangers = reported.flatMap(({ uuid }) => (before.accelerators.has(uuid) ? [] : [uuid]));
  await takeFromRetired(tx, { hostId, ...before }, strangers, receivedAt);
  const kept = await upsertAccelerators(tx, hostId, reported, { models, receivedAt });
  const isAnyGone = [...before.accelerators.values()].some(({ uuid, isMissing }) => !isMissing && !kept.has(uuid));
  if (isAnyGone) await markMissing(tx, hostId, kept, receivedAt);
  const problems = [...report.facts.problems, ...describeConflicts(report.accelerators, reported, kept)];
  await recordHardware(tx, { hostId, before, facts: report.facts, reported, ownIds: kept, models, at: receivedAt });
  const [host] = await tx
    .update(hosts)
    .set({
      facts: { ...report.facts, problems },
      simulated: report.facts.simulated,
      ...(print === undefined ? {} : { recordedPrint: print, recordedAt: receivedAt }),
      lastSeenAt: sql`greatest(${hosts.lastSeenAt}, ${receivedAt.toISOString()}::timestamptz)`,
    })
    .where(eq(hosts.id, hostId))
    .returning({ id: hosts.id, checkedAt: hosts.checkedAt, clockOffsetMs: hosts.clockOffsetMs });
  if (!host) throw notFound("host");
  if (!host.checkedAt) await checkHost(tx, host, report, problems, receivedAt);
  return { problems };
}

/** In UUID order, so that hosts which claim the same accelerators wait for each other and never deadlock. */
function firstOfEachUuid(reported: readonly AcceleratorReport[]): AcceleratorReport[] {
  const byUuid = new Map<string, AcceleratorReport>();
  for (const accelerator of reported) if (!byUuid.has(accelerator.uuid)) byUuid.set(accelerator.uuid, accelerator);
  return [...byUuid.values()].sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
}

/** With the id of each that is this host's, by UUID. */
async function upsertAccelerators(
  tx: Transaction,
  hostId: string,
  reported: readonly AcceleratorReport[],
  { models, receivedAt }: { models: readonly ModelFacts[]; receivedAt: Date },
): Promise<Map<string, string>> {
  if (reported.length === 0) return new Map();
  const rows = reported.map((accelerator) => ({
    id: newId("acc"),
    hostId,
    modelId: matchModel(accelerator, models),
    ...accelerator,
    firstSeenAt: receivedAt,
    lastSeenAt: receivedAt,
    missingSince: null,
  }));
  const written = await tx
    .insert(accelerators)
    .values(rows)
    .onConflictDoUpdate({
      target: accelerators.uuid,
      set: {
        modelId: sql`excluded.model_id`,
        index: sql`excluded.index`,
        serial: sql`excluded.serial`,
        vendor: sql`excluded.vendor`,
        reportedName: sql`excluded.reported_name`,
        memoryMib: sql`excluded.memory_mib`,
        pciAddress: sql`excluded.pci_address`,
        pciId: sql`excluded.pci_id`,
        driverVersion: sql`excluded.driver_version`,
        firmwareVersion: sql`excluded.firmware_version`,
        powerLimitW: sql`excluded.power_limit_w`,
        mig: sql`excluded.mig`,
        health: sql`excluded.health`,
        healthReasons: sql`excluded.health_reasons`,
        simulated: sql`excluded.simulated`,
        lastSeenAt: sql`excluded.last_seen_at`,
        missingSince: null,
      },
      setWhere: sql`${accelerators.hostId} = excluded.host_id`,
    })
    .returning({ id: accelerators.id, uuid: accelerators.uuid });
  return new Map(written.map((row) => [row.uuid, row.id]));
}

async function markMissing(tx: Transaction, hostId: string, present: ReadonlyMap<string, string>, receivedAt: Date) {
  const absent = present.size > 0 ? notInArray(accelerators.uuid, [...present.keys()]) : undefined;
  await tx
    .update(accelerators)
    .set({ missingSince: receivedAt })
    .where(and(eq(accelerators.hostId, hostId), isNull(accelerators.missingSince), absent));
}

function describeConflicts(
  all: readonly AcceleratorReport[],
  distinct: readonly AcceleratorReport[],
  kept: ReadonlyMap<string, string>,
): string[] {
  const problems = distinct
    .filter((accelerator) => !kept.has(accelerator.uuid))
    .map((accelerator) => `Accelerator ${accelerator.uuid} is enrolled with another host and is not counted here.`);
  if (distinct.length < all.length) problems.push("The host reports one accelerator UUID more than once.");
  return problems;
}
