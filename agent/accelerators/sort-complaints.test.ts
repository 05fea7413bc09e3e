import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hostFacts as contract } from "@/lib/core/contracts/agent";
import { hostFacts } from "@/lib/fleet/testing/agent";
import { collectFacts } from "../facts";
import { explainNvidiaLine } from "./nvidia/errors";
import { sortComplaints } from "./sort-complaints";

const some = [{ health: "healthy" }, { health: "failed" }] as const;
const said = (line: string) => explainNvidiaLine(line)!.warning;

const LOST = said(
  "Unable to determine the device handle for GPU 0000:3B:00.0: GPU is lost.  Reboot the system to recover this GPU",
);
const NO_DRIVER = said("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.");

test("what a tool says of one GPU leaves the host without a problem while others beside it are healthy", () => {
  const ofOne = [
    LOST,
    said("WARNING: infoROM is corrupted at gpu 0000:3B:00.0"),
    "2 accelerators have no identity and are not reported.",
  ];
  expect(sortComplaints([...ofOne, NO_DRIVER], some)).toEqual({ problems: [NO_DRIVER], remarks: ofOne });
});

test("a device that no tool shows is its own trouble beside others, and the host's where its driver is missing", () => {
  const bus = "On the PCI bus, but not shown by nvidia-smi: 0000:3b:00.0 (10de:2330); ";
  expect(sortComplaints([`${bus}look at dmesg for it.`], some).problems).toEqual([]);
  expect(sortComplaints([`${bus}is its driver installed?`], some).problems).toHaveLength(1);
});

test("where no accelerator is healthy every complaint is the host's", () => {
  expect(sortComplaints([LOST], [{ health: "failed" }])).toEqual({ problems: [LOST], remarks: [] });
});

test("remarks are told where there are any, and the contract takes facts with and without them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "facts-"));
  const input = { ...hostFacts(), isolation: undefined, disk: undefined, bootIdFile: join(folder, "none") };
  expect(await collectFacts({ ...input, remarks: [LOST] })).toMatchObject({ remarks: [LOST] });
  expect(await collectFacts({ ...input, remarks: [] })).not.toHaveProperty("remarks");
  expect(contract.safeParse(hostFacts()).success).toBe(true);
  expect(contract.safeParse(hostFacts({ remarks: [LOST] })).success).toBe(true);
});
