import type { Device, Parsed } from "../device";
import { joinAll } from "../join";
import { type Tree, treesAt, valueAt } from "../tree";
import { linesOf, said, wholeNumber } from "../values";
import { explainNvidiaLine } from "./errors";
import { readGpu } from "./gpu";
import { parseXml } from "./xml";

/** Complaints that stand before, between or after what was asked for. */
export function complaints(text: string): Parsed {
  const parsed: Parsed = { devices: [], links: [], warnings: [] };
  for (const line of linesOf(text.replace(/(GPU is lost\.\s*Reboot)\s*\n\s*/g, "$1 "))) {
    const fault = explainNvidiaLine(line);
    if (!fault) continue;
    parsed.warnings.push(fault.warning);
    if (fault.device) parsed.devices.push(fault.device);
  }
  return parsed;
}

/** Numbers GPUs as the tool does: in the order that it lists them, while none is left out. */
export function numberGpus(devices: Device[], attached: number | null, isWhole: boolean): string[] {
  const isComplete = attached === null || devices.length === attached;
  if (isComplete || !isWhole) for (const [index, device] of devices.entries()) device.index = index;
  if (isComplete) return [];
  return [`The output tells of ${attached} GPUs and shows ${devices.length}.`];
}

/** `nvidia-smi -q -x`. Null for what is not that. */
export function parseNvidiaXml(text: string): Parsed | null {
  const complained = complaints(text);
  if (!/nvidia_smi_log|nvsmi_device|<gpu\s+id=/.test(text)) return complained.warnings.length > 0 ? complained : null;
  const { root, damaged } = parseXml(text, "gpu");
  const log = treesAt(root, "nvidia_smi_log")[0];
  const gpus = findGpus(root);
  const driverVersion = said(valueAt(log ?? root, "driver_version"));
  const devices = gpus.map((gpu) =>
    readGpu(gpu, /id=\\?"([0-9a-f:.]+)\\?"/i.exec(gpu.attributes)?.[1] ?? null, driverVersion),
  );
  const attached = wholeNumber(valueAt(log ?? root, "attached_gpus"));
  const warnings = numberGpus(devices, attached, log?.end === "whole");
  if (damaged) warnings.unshift("The XML is damaged: what is whole in it was kept.");
  if (devices.length === 0) warnings.push("nvidia-smi lists no GPU.");
  const known = devices.filter((device) => device.pciAddress !== null || device.uuid !== null);
  if (known.length < devices.length) warnings.push("A GPU without an address and UUID was left out.");
  return joinAll([{ devices: known, links: [], warnings }, complained]);
}

/** Wherever damage has put them. */
function findGpus(tree: Tree): Tree[] {
  return tree.children.flatMap((child) => (child.name === "gpu" ? [child] : findGpus(child)));
}
