import { setTimeout as pause } from "node:timers/promises";

/** The answer no sooner than this, so that its time does not tell what was found. A failure waits too. */
export async function takeAtLeast<T>(ms: number, work: Promise<T>): Promise<T> {
  const [done] = await Promise.allSettled([work, pause(ms)]);
  if (done.status === "rejected") throw done.reason;
  return done.value;
}
