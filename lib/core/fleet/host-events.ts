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
  "model_matched",
  "accelerator_added",
  "accelerator_missing",
  "accelerator_returned",
  "accelerator_health",
  "accelerator_moved",
  "driver_changed",
  "identity_claimed",
  "finding_opened",
  "finding_closed",
  "finding_cleared",
] as const;
export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];
