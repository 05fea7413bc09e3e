import { isAtLeastAsGrave } from "@/lib/core/contracts/xid-codes";
import { type Figures, NOTHING_SAID } from "../accelerators/figures";
import { parseNvidiaXml } from "../accelerators/nvidia/query-xml";
import { isWithdrawn } from "../accelerators/nvidia/xids";

export interface NvidiaOutputs {
  /** `nvidia-smi -q -x`. */
  query: string;
  /** `nvidia-smi nvlink -e`: replays, recoveries and CRC errors of each NVLink, counted; a GPU without NVLink is not in it. */
  nvlink: string | null;
  /** The kernel's ring buffer, which begins with the boot until it has gone round. */
  kernelLog: string | null;
  /** How long the host has been up, on the clock of that log. */
  upSeconds: number;
}

/** By UUID; a lost GPU, of which the tool has no more than an error message, is not in it. */
export function parseNvidiaTelemetry({ query, nvlink, kernelLog, upSeconds }: NvidiaOutputs): Map<string, Figures> {
  const links = nvlink === null ? null : parseNvlink(nvlink);
  const xids = kernelLog === null ? null : parseXids(kernelLog);
  // a log that has gone round may have held one: that is not none
  const unnamed = kernelLog !== null && /^\[ *0\.0+\]/m.test(kernelLog) ? 0 : null;
  const figures = new Map<string, Figures>();
  for (const { uuid, pciAddress, figures: shown } of parseNvidiaXml(query)?.devices ?? []) {
    if (uuid === null) continue;
    figures.set(uuid, {
      ...(shown ?? NOTHING_SAID),
      linkErrors: links?.get(uuid) ?? null,
      ...xidOf(xids?.get(placeOf(pciAddress ?? "")), xids === null ? null : unnamed, upSeconds),
    });
  }
  return figures;
}

function xidOf(logged: LoggedXid | undefined, unnamed: number | null, upSeconds: number) {
  if (!logged) return { xid: unnamed, xidAgeMs: null };
  const { xid, atSeconds } = logged;
  return { xid, xidAgeMs: atSeconds === null ? null : Math.max(0, Math.round((upSeconds - atSeconds) * 1_000)) };
}

/** `00000000:9B:00.0` and `0000:9b:00` are one place: domain, bus and device. */
function placeOf(pciAddress: string): string {
  const [domain = "", bus = "", rest = ""] = pciAddress.toLowerCase().split(":");
  return `${domain.slice(-4).padStart(4, "0")}:${bus}:${rest.split(".")[0]}`;
}

interface LoggedXid {
  xid: number;
  /** Since the boot; null where the log has no times. */
  atSeconds: number | null;
}

const XID_LINE = /^(?:\[ *(\d+\.\d+)\] )?.*NVRM: Xid \(PCI:([0-9a-f:.]+)\): (\d{1,5})\b(.*)$/gim;

/** The gravest of each GPU, and of those the last. A recovery action that is no more asked for is none. */
function parseXids(kernelLog: string): Map<string, LoggedXid> {
  const xids = new Map<string, LoggedXid>();
  for (const [, seconds, address = "", number, words = ""] of kernelLog.matchAll(XID_LINE)) {
    if (isWithdrawn(words)) continue;
    const place = placeOf(address);
    const logged = { xid: Number(number), atSeconds: seconds === undefined ? null : Number(seconds) };
    if (isAtLeastAsGrave(logged.xid, xids.get(place)?.xid ?? 0)) xids.set(place, logged);
  }
  return xids;
}

/** All links' errors together, by UUID. */
function parseNvlink(output: string): Map<string, number> {
  const errors = new Map<string, number>();
  let uuid: string | null = null;
  for (const line of output.split("\n")) {
    const gpu = /^GPU \d+: .*\(UUID: (GPU-[0-9a-f-]+)\)/i.exec(line);
    if (gpu) uuid = gpu[1] ?? null;
    const count = /^\s*Link \d+: .*Errors?: (\d+)\s*$/.exec(line)?.[1];
    if (uuid !== null && count !== undefined) errors.set(uuid, (errors.get(uuid) ?? 0) + Number(count));
  }
  return errors;
}
