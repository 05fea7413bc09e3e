import type { Benchmark } from "./benchmark";
import { measureBilling } from "./billing/measure";
import { measureLaunchToSsh } from "./launch-to-ssh/measure";

export const benchmarks: Benchmark[] = [
  { name: "launch-to-ssh", goal: "≤ 3", measure: measureLaunchToSsh },
  { name: "billing-to-copy", goal: "≥ 0.30", measure: measureBilling },
];
