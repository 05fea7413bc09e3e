export const USAGE_TABS = [
  { key: "day", label: "By day" },
  { key: "sku", label: "By SKU" },
  { key: "project", label: "By project" },
  { key: "instance", label: "By instance" },
] as const;
export type UsageTab = (typeof USAGE_TABS)[number]["key"];

export function readUsageTab(value: unknown): UsageTab {
  return USAGE_TABS.find((tab) => tab.key === value)?.key ?? "day";
}
