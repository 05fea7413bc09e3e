/** What a host's timeline tells of. */
export const HOST_EVENT_KINDS = [
  "enrolled",
  "checked",
  "drain_asked",
  "drained",
  "resumed",
  "cordoned",
  "uncordoned",
  "maintenance_planned",
  "maintenance_cancelled",
  "maintenance_started",
  "maintenance_ended",
  "retired",
] as const;
export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];
