/** What a host's timeline tells of. */
export const HOST_EVENT_KINDS = ["enrolled", "finding_opened", "finding_cleared"] as const;
export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];
