/** Two make a quorum. On one machine they share its network, so that they find what hosts fail at, not what this machine does. */
export const LOCAL_PROBES = ["probe-1", "probe-2"] as const;

export const probeArgs = (name: string) => ["--import", "tsx", "probe/main.ts", "--name", name];
