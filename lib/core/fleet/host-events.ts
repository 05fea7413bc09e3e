/** What a host's timeline tells of. */
export const HOST_EVENT_KINDS = [
  "enrolled",
  "rebooted",
  "unreachable_outside",
  "reachable_outside",
  "clock",
  "key_asked",
  "key_replaced",
  "locked",
  "re_enrolled",
] as const;
export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];
