/** What a host's timeline tells of. */
export const HOST_EVENT_KINDS = [
  "enrolled",
  "accelerator_added",
  "accelerator_missing",
  "accelerator_returned",
  "accelerator_health",
  "accelerator_moved",
  "driver_changed",
  "identity_claimed",
  "finding_opened",
  "finding_closed",
] as const;
export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];
