import { expect, test } from "vitest";
import { acceleratorReport } from "@/lib/core/contracts/agent";
import { parseAmd } from "./amd";
import { huaweiReport, parseHuaweiTable } from "./huawei";
import { parseNvidia } from "./nvidia";

test("nvidia-smi's lines become reports, and what it does not say stays unsaid", () => {
  const output = [
    "0, GPU-6a7c, 1652922000001, NVIDIA H100 80GB HBM3, 81559, 00000000:1B:00.0, 0x233010DE, 550.127.05",
    "1, GPU-670d, [N/A], NVIDIA L40S, 46068, 00000000:29:00.0, 0x26B910DE, 550.127.05",
    "2, GPU-1111, [N/A], [Unknown Error], [Unknown Error], 00000000:2A:00.0, 0x26B910DE, 550.127.05",
    "Unable to determine the device handle for GPU0000:45:00.0: Unknown Error",
  ].join("\n");
  const reports = parseNvidia(output);
  for (const report of reports) expect(acceleratorReport.parse(report)).toEqual(report);
  expect(reports.map(({ pciId }) => pciId)).toEqual(["10de:2330", "10de:26b9", "10de:26b9"]);
  expect(reports[1]).toMatchObject({ index: 1, serial: null, memoryMib: 46_068, health: "healthy", simulated: false });
  expect(reports[2]).toMatchObject({ health: "failed", memoryMib: null });
});

test("npu-smi's table becomes reports with the board's serial number where there is one", () => {
  const table = `
+------------------------------------------------------------------------------------------------+
| npu-smi 25.2.0                   Version: 25.2.0                                               |
+---------------------------+---------------+----------------------------------------------------+
| NPU   Name                | Health        | Power(W)    Temp(C)           Hugepages-Usage(page)|
| Chip                      | Bus-Id        | AICore(%)   Memory-Usage(MB)  HBM-Usage(MB)        |
+===========================+===============+====================================================+
| 0     910B3               | OK            | 93.4        47                0    / 0             |
| 0                         | 0000:C1:00.0  | 0           0    / 0          3161 / 65536         |
+===========================+===============+====================================================+
| 5     910B3               | Alarm         | 93.4        47                0    / 0             |
| 0                         | 0000:82:00.0  | 0           0    / 0          3161 / 65536         |
+===========================+===============+====================================================+`;
  const { driverVersion, cards } = parseHuaweiTable(table);
  const [first, second] = cards.map((card) =>
    huaweiReport(card, driverVersion, card.index === 0 ? "  Serial Number : 102325\n" : "", "m1"),
  );
  expect(acceleratorReport.parse(first)).toMatchObject({
    uuid: "102325-0",
    serial: "102325",
    memoryMib: 65_536,
    driverVersion: "25.2.0",
    health: "healthy",
  });
  expect(acceleratorReport.parse(second)).toMatchObject({ index: 5, uuid: "npu-m1-0000:82:00.0", health: "failed" });
});

test("rocm-smi's JSON becomes reports", () => {
  const output = JSON.stringify({
    card0: {
      "Unique ID": "0x1a2b3c",
      "Serial Number": "692251001124",
      "VRAM Total Memory (B)": "206141652992",
      "PCI Bus": "0000:0C:00.0",
      "Card Series": "AMD Instinct MI300X OAM",
      "Card Model": "0x74a1",
    },
    system: { "Driver version": "6.8.5" },
  });
  const [report] = parseAmd(output);
  expect(acceleratorReport.parse(report)).toMatchObject({
    vendor: "AMD",
    memoryMib: 196_592,
    pciId: "1002:74a1",
    driverVersion: "6.8.5",
  });
});
