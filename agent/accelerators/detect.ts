import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { amdCommand, parseAmd } from "./amd";
import { huaweiBoardCommand, huaweiCommand, huaweiReport, parseHuaweiTable } from "./huawei";
import { nvidiaCommand, parseNvidia } from "./nvidia";

const execFileAsync = promisify(execFile);
const TOOL_TIMEOUT_MS = 20_000;

/** The tool's answer; empty where the tool is not installed, which is the ordinary case for all vendors but one. */
async function ask({ file, args }: { file: string; args: string[] }): Promise<string> {
  try {
    return (await execFileAsync(file, args, { timeout: TOOL_TIMEOUT_MS, maxBuffer: 8 << 20 })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

async function detectHuawei(): Promise<AcceleratorReport[]> {
  const { driverVersion, cards } = parseHuaweiTable(await ask(huaweiCommand));
  const machineId = (await readFile("/etc/machine-id", "utf8").catch(() => "unknown")).trim().slice(0, 16);
  const reports: AcceleratorReport[] = [];
  for (const card of cards) {
    const board = await ask(huaweiBoardCommand(card.index)).catch(() => "");
    reports.push(huaweiReport(card, driverVersion, board, machineId));
  }
  return reports;
}

async function detectAmd(): Promise<AcceleratorReport[]> {
  const output = await ask(amdCommand);
  return output.trim() === "" ? [] : parseAmd(output);
}

export interface Detection {
  accelerators: AcceleratorReport[];
  /** A tool that is there but failed: the host is not silently empty. */
  problems: string[];
}

export async function detectAccelerators(): Promise<Detection> {
  const tools = {
    "nvidia-smi": async () => parseNvidia(await ask(nvidiaCommand)),
    "npu-smi": detectHuawei,
    "rocm-smi": detectAmd,
  };
  const detection: Detection = { accelerators: [], problems: [] };
  for (const [tool, detect] of Object.entries(tools)) {
    try {
      detection.accelerators.push(...(await detect()));
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      detection.problems.push(`${tool} failed: ${reason}`.slice(0, 500));
    }
  }
  return detection;
}
