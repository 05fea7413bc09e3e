/** Of which minutes and hours keep the least, the most and the average: their names in samples and in rollups. */
export const METRICS = {
  temperature: { sampled: "temperature_c", rolled: "temperature" },
  power: { sampled: "power_milliwatts", rolled: "power" },
  utilisation: { sampled: "utilisation_percent", rolled: "utilisation" },
  memoryUsed: { sampled: "memory_used_mib", rolled: "memory_used" },
} as const;
export type Metric = (typeof METRICS)[keyof typeof METRICS];

/** Counted since the driver was loaded: a span is told by the most of it. */
export const COUNTERS = ["ecc_corrected", "ecc_uncorrected", "link_errors", "pcie_replays"] as const;
