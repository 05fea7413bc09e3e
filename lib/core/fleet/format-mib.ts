/** `79.6 GiB`, `512 MiB`, `2 TiB`: three digits are enough to tell machines apart. */
export function formatMib(mib: number): string {
  const units = ["MiB", "GiB", "TiB"] as const;
  let value = mib;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit]}`;
}
