import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDir } from "../testing/process";
import { emptyDevice } from "./device";
import { explainUnseen } from "./pci-bus";

function bus(devices: [address: string, vendor: string, device: string, pciClass: string, driver?: string][]): string {
  const root = temporaryDir("agent-pci");
  for (const [address, vendor, device, pciClass, driver] of devices) {
    const at = join(root, "sys/bus/pci/devices", address);
    mkdirSync(at, { recursive: true });
    for (const [name, value] of Object.entries({ vendor, device, class: pciClass }))
      writeFileSync(join(at, name), `${value}\n`);
    if (driver) symlinkSync(`../../../bus/pci/drivers/${driver}`, join(at, "driver"));
  }
  return root;
}

test("an accelerator on the bus that no tool shows is told with its PCI id; switches and what a guest has are not", async () => {
  const root = bus([
    ["0000:1b:00.0", "0x10de", "0x2330", "0x030200", "nvidia"],
    ["0000:43:00.0", "0x10de", "0x2330", "0x030200", "nvidia"],
    ["0000:44:00.0", "0x10de", "0x22a3", "0x068000"],
    ["0000:52:00.0", "0x10de", "0x2330", "0x030200", "vfio-pci"],
    ["0000:81:00.0", "0x19e5", "0xd802", "0x120000"],
    ["0000:c0:00.0", "0x1002", "0x1638", "0x030000"],
  ]);
  const shown = { ...emptyDevice("NVIDIA"), pciAddress: "00000000:1B:00.0" };
  expect(await explainUnseen([shown], root)).toEqual([
    "On the PCI bus, but not shown by nvidia-smi: 0000:43:00.0 (10de:2330); look at dmesg for it.",
    "On the PCI bus, but not shown by npu-smi: 0000:81:00.0 (19e5:d802); is its driver installed?",
  ]);
});

test("a host without such a bus has nothing to tell", async () => {
  expect(await explainUnseen([], temporaryDir("agent-pci"))).toEqual([]);
});
