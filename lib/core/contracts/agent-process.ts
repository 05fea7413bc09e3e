/**
 * Which process of an agent speaks, and by which clock. Two processes that speak by turns under one key are two machines with one key,
 * and a host's clock is measured here, not believed.
 */
export interface AgentProcess {
  /** Random, of one start of the agent; 22 characters of base64url. */
  instance: string;
  /** The host's own clock, ISO 8601 UTC, whatever it says. */
  clock: string;
}

/** Signed with the rest; both or none. */
export const PROCESS_HEADERS = {
  instance: "x-openhall-instance",
  clock: "x-openhall-clock",
} as const;

/**
 * What the platform says beside an answer's body, refusals included. As headers, so that an agent which does not know one is not told
 * anything that it would have to refuse.
 */
export const ANSWER_HEADERS = {
  /** The platform's time as it answered, ISO 8601 UTC. */
  time: "x-openhall-time",
  /** Why a signed request was refused, for a program: one of `REFUSALS`. */
  refusal: "x-openhall-refusal",
  /** Beside `order`: the highest run that was taken. An agent whose counter was restored goes on after it. */
  lastRun: "x-openhall-last-run",
  /** `rotate-key`: the key is to be replaced. */
  ask: "x-openhall-ask",
} as const;

export const ASK_ROTATE_KEY = "rotate-key";

/**
 * `clock`: the timestamp is too far from the platform's time; sign again with the time of the answer. `key`: not a key of this host's.
 * `order`: this (run, seq), or a later one, was taken. `locked`: the host's key is in use on two machines, or was; nothing is taken.
 */
export const REFUSALS = ["clock", "key", "order", "locked"] as const;
export type AgentRefusal = (typeof REFUSALS)[number];
