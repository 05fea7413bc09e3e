/** What a host's timeline tells of. */
export const HOST_EVENT_KINDS = ["enrolled", "model-matched"] as const;
export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];
