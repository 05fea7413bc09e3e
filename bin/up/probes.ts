/** Two make a quorum. On one machine they share its network, so that they find what hosts fail at, not what this machine does. */
export const LOCAL_PROBES = ["probe-1", "probe-2"] as const;

/** `from`: the address of this machine to look from. */
export const probeArgs = (name: string, from?: string) => [
  ...["--import", "tsx", "probe/main.ts", "--name", name],
  ...(from ? ["--from", from] : []),
];
