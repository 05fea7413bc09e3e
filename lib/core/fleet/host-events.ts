/** What a host's timeline tells of. */
export const HOST_EVENT_KINDS = [
  "enrolled",
  "rebooted",
  "unreachable_outside",
  "reachable_outside",
] as const;
export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];
