import { inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { accelerators } from "@/db/schema";
import type { AcceleratorReport, AgentReport } from "@/lib/core/contracts/agent";
import { formatMib } from "@/lib/core/fleet/format-mib";
import {
  type FindingBlocks,
  type FindingKind,
  identifyingSerial,
  isSameMachine,
} from "@/lib/core/fleet/hardware-findings";
import { findMisfit, type ModelFacts } from "@/lib/core/fleet/match-model";
import type { HardwareBefore } from "./hardware-before";
import type { HardwareChanges, SeenAccelerator } from "./hardware-changes";
import { serialKey, type TakenSerial } from "./hardware-sightings";

/** A reason for a finding, as this report shows it. */
export interface Cause {
  kind: FindingKind;
  subject: string;
  acceleratorId: string | null;
  otherHostId: string | null;
  blocks: FindingBlocks;
  summary: string;
  evidence: Record<string, unknown>;
}

/** UUIDs that are another host's: the host that claims them is held, and the first is not. */
export async function findClaims(tx: Transaction, foreign: readonly AcceleratorReport[]): Promise<Cause[]> {
  if (foreign.length === 0) return [];
  const uuids = foreign.map(({ uuid }) => uuid);
  const owned = await tx
    .select({ id: accelerators.id, uuid: accelerators.uuid, hostId: accelerators.hostId })
    .from(accelerators)
    .where(inArray(accelerators.uuid, uuids));
  const reported = new Map(foreign.map((report) => [report.uuid, report]));
  return owned.map(({ id, uuid, hostId }) => ({
    kind: "uuid_claimed",
    subject: uuid,
    acceleratorId: id,
    otherHostId: hostId,
    blocks: "host",
    summary: `Accelerator ${uuid} is reported here and enrolled with another host.`,
    evidence: { reported: identityOf(reported.get(uuid)!) },
  }));
}

export function findDuplicates(present: readonly SeenAccelerator[], taken: ReadonlyMap<string, TakenSerial>): Cause[] {
  return present.flatMap(({ id, report }): Cause[] => {
    const serial = identifyingSerial(report.serial);
    const first = serial === null ? undefined : taken.get(serialKey(report.vendor, serial));
    if (!first) return [];
    return [
      {
        kind: "duplicate_serial",
        subject: serialSubject(id, report),
        acceleratorId: id,
        otherHostId: first.hostId,
        blocks: "accelerator",
        summary: `Serial number ${serial} of accelerator ${report.uuid} was reported by another host first.`,
        evidence: { reported: identityOf(report) },
      },
    ];
  });
}

export function serialSubject(acceleratorId: string, { serial }: Pick<AcceleratorReport, "serial">): string {
  return `${acceleratorId}:${identifyingSerial(serial) ?? ""}`;
}

export function findMisfits(present: readonly SeenAccelerator[], models: readonly ModelFacts[]): Cause[] {
  return present.flatMap(({ id, report }): Cause[] => {
    const misfit = findMisfit(report, models);
    if (!misfit) return [];
    const has = `${formatMib(report.memoryMib!)} of memory`;
    return [
      {
        kind: "memory_mismatch",
        subject: id,
        acceleratorId: id,
        otherHostId: null,
        blocks: "accelerator",
        summary: `Accelerator ${report.uuid} calls itself ${report.reportedName} and has ${has}; that model has ${misfit.expectedMib.map(formatMib).join(" or ")}.`,
        evidence: { reported: identityOf(report), ...misfit },
      },
    ];
  });
}

/** What became other hardware while a lease is on the host. */
export function findExchanges(
  before: HardwareBefore,
  changes: HardwareChanges,
  facts: Pick<AgentReport["facts"], "cpuCount" | "memoryMib">,
): Cause[] {
  if (!before.isLeased) return [];
  const one = (subject: string, acceleratorId: string | null, summary: string, evidence: Cause["evidence"]): Cause => ({
    kind: "hardware_changed",
    subject,
    acceleratorId,
    otherHostId: null,
    blocks: acceleratorId ? "accelerator" : "host",
    summary,
    evidence,
  });
  const causes = [
    ...changes.missing.map(({ id, uuid, serial }) =>
      one(goneSubject(id), id, `Accelerator ${uuid} is gone while a lease runs on its host.`, { uuid, serial }),
    ),
    ...changes.added.map(({ id, report }) =>
      one(`new:${id}`, id, `Accelerator ${report.uuid} is new while a lease runs on its host.`, {
        reported: identityOf(report),
      }),
    ),
    ...changes.replaced.map(({ id, report, known }) =>
      one(
        `replaced:${id}`,
        id,
        `Accelerator ${report.uuid} is another piece of hardware while a lease runs on its host.`,
        {
          was: identityOf(known!),
          reported: identityOf(report),
        },
      ),
    ),
  ];
  const was = machineOf(before.facts);
  const is = machineOf(facts);
  if (isSameMachine(was, is)) return causes;
  const summary = `The host had ${was.cpuCount} CPUs and ${formatMib(was.memoryMib)}, and has ${is.cpuCount} CPUs and ${formatMib(is.memoryMib)} while a lease runs on it.`;
  return [...causes, one(MACHINE_SUBJECT, null, summary, { before: was, reported: is })];
}

export const MACHINE_SUBJECT = "machine";

export function goneSubject(acceleratorId: string): string {
  return `gone:${acceleratorId}`;
}

function machineOf({ cpuCount, memoryMib }: { cpuCount: number; memoryMib: number }) {
  return { cpuCount, memoryMib };
}

type Identified = Pick<AcceleratorReport, "uuid" | "serial" | "reportedName" | "memoryMib" | "pciId" | "pciAddress">;

function identityOf({ uuid, serial, reportedName, memoryMib, pciId, pciAddress }: Identified) {
  return { uuid, serial, reportedName, memoryMib, pciId, pciAddress };
}
