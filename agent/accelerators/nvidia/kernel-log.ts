import { addTrouble, type Device, emptyDevice, type Parsed, pciKey } from "../device";
import { endsWhole, linesOf } from "../values";
import { isWithdrawn, judgeXid } from "./xids";

const XID = /NVRM: Xid \(PCI:([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2})(?:\.[0-9a-f])?\): (\d+)(?=[,\s])/i;
const GPU_AT = /NVRM: GPU at PCI:([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2})(?:\.[0-9a-f])?: (GPU-[0-9a-f-]{36})/i;
const FALLEN = /NVRM: The NVIDIA GPU ([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2})(?:\.[0-9a-f])?/i;
const SERIAL = /NVRM: GPU Board Serial Number: (\S+)/;

/** What the kernel's log says of GPUs: their Xids, and those that have fallen off the bus. Null where it says nothing of the driver. */
export function parseKernelLog(text: string): Parsed | null {
  if (!/NVRM:/.test(text)) return null;
  const byAddress = new Map<string, Device>();
  const deviceAt = (pciAddress: string) => {
    const key = pciKey(pciAddress);
    const device = byAddress.get(key) ?? { ...emptyDevice("NVIDIA"), pciAddress };
    byAddress.set(key, device);
    return device;
  };
  const warnings: string[] = [];
  let last: Device | null = null;
  let fallen: Device | null = null;
  const lines = linesOf(text);
  // the last line may end in the middle of a number
  for (const line of endsWhole(text) ? lines : lines.slice(0, -1)) {
    const named = GPU_AT.exec(line);
    const xid = XID.exec(line);
    const address = FALLEN.exec(line)?.[1];
    if (named) {
      last = deviceAt(named[1] ?? "");
      last.uuid = named[2] ?? null;
    } else if (xid) {
      const verdict = isWithdrawn(line) ? null : judgeXid(Number(xid[2]));
      const device = deviceAt(xid[1] ?? "");
      if (verdict) addTrouble(device, verdict.health, verdict.reason);
      else warnings.push(`GPU ${xid[1]}: Xid ${xid[2]}, which a sound GPU can show.`);
    } else if (address) fallen = deviceAt(address);
    const serial = SERIAL.exec(line)?.[1];
    if (serial && last) last.serial = serial;
    if (fallen && /fallen off the bus/i.test(line)) {
      addTrouble(fallen, "failed", "The GPU has fallen off the bus: reboot the host.");
      fallen = null;
    }
  }
  return { devices: [...byAddress.values()], links: [], warnings };
}
