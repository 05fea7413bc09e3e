import { readdir, readFile, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Device, pciKey } from "./device";

/** Display controllers without a display, and processing accelerators; NVIDIA's cards for desks are ordinary ones. */
const VENDORS: Record<string, { vendor: Device["vendor"]; tool: string; classes: RegExp }> = {
  "0x10de": { vendor: "NVIDIA", tool: "nvidia-smi", classes: /^0x03(00|02)/ },
  "0x1002": { vendor: "AMD", tool: "amd-smi and rocm-smi", classes: /^0x(0380|1200)/ },
  "0x19e5": { vendor: "Huawei", tool: "npu-smi", classes: /^0x1200/ },
};

interface OnBus {
  vendor: Device["vendor"];
  tool: string;
  pciAddress: string;
  pciId: string;
}

const line = (...path: string[]) =>
  readFile(join(...path), "utf8").then(
    (text) => text.trim().toLowerCase(),
    () => "",
  );

/** Accelerators that the kernel sees, but for those that are handed through to a virtual machine. */
async function listOnBus(root: string): Promise<OnBus[]> {
  const bus = join(root, "sys/bus/pci/devices");
  const found: OnBus[] = [];
  for (const pciAddress of await readdir(bus).catch(() => [])) {
    const at = join(bus, pciAddress);
    const vendorId = await line(at, "vendor");
    const known = VENDORS[vendorId];
    if (!known?.classes.test(await line(at, "class"))) continue;
    const driver = basename(await readlink(join(at, "driver")).catch(() => ""));
    if (driver === "vfio-pci") continue;
    const pciId = `${vendorId.slice(2)}:${(await line(at, "device")).slice(2)}`;
    found.push({ vendor: known.vendor, tool: known.tool, pciAddress, pciId });
  }
  return found.sort((a, b) => (a.pciAddress < b.pciAddress ? -1 : 1));
}

/** What is on the PCI bus and in no tool's answer: its driver is missing, or it has failed. */
export async function explainUnseen(devices: readonly Device[], root = "/"): Promise<string[]> {
  const seen = new Set(devices.flatMap(({ pciAddress }) => (pciAddress === null ? [] : [pciKey(pciAddress)])));
  const unseen = (await listOnBus(root)).filter(({ pciAddress }) => !seen.has(pciKey(pciAddress)));
  const byTool = Map.groupBy(unseen, ({ tool }) => tool);
  return [...byTool].map(([tool, members]) => {
    const what = members.map(({ pciAddress, pciId }) => `${pciAddress} (${pciId})`).join(", ");
    const isNone = devices.every(({ vendor }) => vendor !== members[0]?.vendor);
    const advice = isNone ? "is its driver installed?" : "look at dmesg for it.";
    return `On the PCI bus, but not shown by ${tool}: ${what}; ${advice}`.slice(0, 500);
  });
}
