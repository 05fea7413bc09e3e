export const TIMELINE_FILTERS = ["all", "host", "accelerators", "leases"] as const;
export type TimelineFilter = (typeof TIMELINE_FILTERS)[number];

export function readTimelineFilter(text: unknown): TimelineFilter {
  return TIMELINE_FILTERS.find((one) => one === text) ?? "all";
}

/** `2026-12-01T10:00:00.000Z_hev_…`, as the page's address names the last entry shown; null where it is no such thing. */
export function readTimelinePosition(text: unknown): { at: string; id: string } | null {
  if (typeof text !== "string") return null;
  const match = /^(2[01]\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([a-z0-9_]{1,60})$/.exec(text);
  if (!match?.[1] || !match[2] || Number.isNaN(Date.parse(match[1]))) return null;
  // a day that no month has is another one to JavaScript, and none to PostgreSQL
  return { at: new Date(match[1]).toISOString(), id: match[2] };
}
