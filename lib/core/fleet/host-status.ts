export const HOST_STATUSES = ["online", "degraded", "offline"] as const;
export type HostStatus = (typeof HOST_STATUSES)[number];

/** A host is offline once its agent has been silent for longer than `silenceMs`; while it reports problems it is degraded. */
export function hostStatus(host: {
  lastSeenAt: Date;
  now: Date;
  silenceMs: number;
  problems: readonly string[];
}): HostStatus {
  if (host.now.getTime() - host.lastSeenAt.getTime() > host.silenceMs) return "offline";
  return host.problems.length > 0 ? "degraded" : "online";
}
