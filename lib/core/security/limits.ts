export interface Limit {
  /** How often within the window. */
  points: number;
  windowSeconds: number;
  /** Whose doings are counted together. */
  by: "address" | "account" | "account and address" | "session" | "organization" | "key" | "host";
  /**
   * `database`: one count for all processes. `memory`: one a process, for what comes often and must cost no query; n processes let n times
   * as much through, which still stops a flood.
   */
  kept: "database" | "memory";
  /** What there was too much of, as the refusal says it. */
  of: string;
}

/** Every limit on how often. `OPENHALL_RATE_LIMIT_FACTOR` multiplies them all. */
export const LIMITS = {
  signInFrom: { points: 20, windowSeconds: 60, by: "address", kept: "database", of: "attempts to sign in from here" },
  /** Refuses the one who guesses, and not the owner, who comes from elsewhere. */
  signInGuess: {
    points: 5,
    windowSeconds: 60,
    by: "account and address",
    kept: "database",
    of: "attempts to sign in to this account",
  },
  /** Never refuses, or anybody could lock the owner out: past it each attempt waits (`signInDelayMs`). */
  signInAccount: { points: 10, windowSeconds: 900, by: "account", kept: "database", of: "attempts to sign in" },
  signUp: { points: 5, windowSeconds: 3_600, by: "address", kept: "database", of: "sign-ups from here" },
  /** Beside the three in a quarter of an hour that each account is sent, of which nobody is told. */
  mailedLink: { points: 10, windowSeconds: 900, by: "address", kept: "database", of: "mails asked for from here" },
  passwordReset: { points: 10, windowSeconds: 900, by: "address", kept: "database", of: "mails asked for from here" },
  passkeyChallenge: { points: 30, windowSeconds: 60, by: "address", kept: "database", of: "sign-ins begun from here" },
  launch: { points: 10, windowSeconds: 60, by: "organization", kept: "database", of: "launches" },
  action: { points: 120, windowSeconds: 60, by: "session", kept: "database", of: "changes" },
  export: { points: 30, windowSeconds: 60, by: "session", kept: "database", of: "downloads" },
  enrolment: { points: 30, windowSeconds: 60, by: "address", kept: "database", of: "enrolments from here" },
  cookieRoute: { points: 300, windowSeconds: 60, by: "session", kept: "memory", of: "requests" },
  apiKey: { points: 100, windowSeconds: 1, by: "key", kept: "memory", of: "requests with this key" },
  /** Four a second, and a few at once while an instance boots. */
  agent: { points: 20, windowSeconds: 5, by: "host", kept: "memory", of: "messages of this host" },
  webhook: { points: 200, windowSeconds: 1, by: "address", kept: "memory", of: "events" },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4_000;

/** How long an attempt to sign in waits after so many failed ones of the account, from anywhere: nothing at first, then twice as long each time. */
export function signInDelayMs(failures: number, free: number = LIMITS.signInAccount.points): number {
  if (failures <= free) return 0;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - free - 1, 10));
}

/** `12 seconds`, `3 minutes`: rounded up, so that whoever waits so long has waited enough. */
export function waitingTime(seconds: number): string {
  const [count, unit] =
    seconds < 120 ? [Math.max(1, Math.ceil(seconds)), "second"] : [Math.ceil(seconds / 60), "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
