/**
 * Up to which a model is meant to work, by what its reported name holds: the "GPU Max Operating Temp" that `nvidia-smi -q` said of one, from
 * its captures in shared/data/smi (A100 85, T4 85, A10G 88). Models whose tool tells a margin instead of a limit (H100, H200, L40S) or nothing
 * have the default.
 */
const LIMITS: readonly { name: string; limitC: number }[] = [
  { name: "A100", limitC: 85 },
  { name: "A800", limitC: 85 },
  { name: "Tesla T4", limitC: 85 },
  { name: "A10G", limitC: 88 },
];
const DEFAULT_LIMIT_C = 90;

export function temperatureLimitC(reportedName: string): number {
  return LIMITS.find(({ name }) => reportedName.includes(name))?.limitC ?? DEFAULT_LIMIT_C;
}
