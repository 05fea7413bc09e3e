import type { Benchmark } from "./benchmark";
import { measureLaunchToSsh } from "./launch-to-ssh/measure";

export const benchmarks: Benchmark[] = [{ name: "launch-to-ssh", goal: "≤ 3", measure: measureLaunchToSsh }];
