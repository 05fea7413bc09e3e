import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { isReplaced } from "@/lib/core/fleet/hardware-findings";
import type { HardwareBefore, KnownAccelerator } from "./hardware-before";

/** An accelerator that the report lists and that is this host's. */
export interface SeenAccelerator {
  id: string;
  report: AcceleratorReport;
  /** Undefined where this report is the first that lists it. */
  known: KnownAccelerator | undefined;
}

export interface HardwareChanges {
  present: SeenAccelerator[];
  added: SeenAccelerator[];
  returned: SeenAccelerator[];
  /** Not listed any more. */
  missing: KnownAccelerator[];
  /** Under the same UUID, another piece. */
  replaced: SeenAccelerator[];
  healthChanged: SeenAccelerator[];
  driverChanged: SeenAccelerator[];
  /** Whose record of how it is seen has to be continued. */
  seenOtherwise: SeenAccelerator[];
}

export function compareHardware(
  before: HardwareBefore,
  reported: readonly AcceleratorReport[],
  ownIds: ReadonlyMap<string, string>,
): HardwareChanges {
  const present = reported.flatMap((report): SeenAccelerator[] => {
    const id = ownIds.get(report.uuid);
    return id ? [{ id, report, known: before.accelerators.get(report.uuid) }] : [];
  });
  const where = (is: (known: KnownAccelerator, report: AcceleratorReport) => boolean) =>
    present.filter(({ known, report }) => known !== undefined && is(known, report));
  return {
    present,
    added: present.filter(({ known }) => !known),
    returned: where((known) => known.isMissing),
    missing: [...before.accelerators.values()].filter(({ uuid, isMissing }) => !isMissing && !ownIds.has(uuid)),
    replaced: where(isReplaced),
    healthChanged: where((known, report) => known.health !== report.health),
    driverChanged: where(({ sightingId, driverVersion }, report) => {
      return sightingId !== null && driverVersion !== report.driverVersion;
    }),
    seenOtherwise: present.filter(({ known, report }) => !known?.sightingId || isOtherwise(known, report)),
  };
}

function isOtherwise(known: KnownAccelerator, report: AcceleratorReport): boolean {
  return (
    known.serial !== report.serial ||
    known.reportedName !== report.reportedName ||
    known.memoryMib !== report.memoryMib ||
    known.pciAddress !== report.pciAddress ||
    known.driverVersion !== report.driverVersion ||
    known.firmwareVersion !== (report.firmwareVersion ?? null)
  );
}
