/**
 * Up to which a model is meant to work, by a word of its reported name: the "GPU Max Operating Temp" that `nvidia-smi -q` said of one, from its
 * captures in shared/data/smi (A100 85, T4 85, A10G 88), and the slowdown temperature of the hot spot that `amd-smi static` says of MI300A and
 * MI300X in ROCm's documents (100). NVIDIA's newer drivers tell a margin instead of a limit (H100, H200, L40S) and npu-smi tells neither: those
 * have the default, which is our judgement, under the slowdown of 93 and 95 in the same captures.
 */
const LIMITS: readonly { name: RegExp; limitC: number }[] = [
  { name: /\bA[18]00\b/, limitC: 85 },
  { name: /\bTesla T4\b/, limitC: 85 },
  { name: /\bA10G\b/, limitC: 88 },
  { name: /\bMI300[AX]\b/, limitC: 100 },
];
const DEFAULT_LIMIT_C = 90;

export function temperatureLimitC(reportedName: string): number {
  return LIMITS.find(({ name }) => name.test(reportedName))?.limitC ?? DEFAULT_LIMIT_C;
}
