import type { LoopOptions } from "./loops";
import { backoffMs } from "./transport/backoff";
import { RefusedError } from "./transport/http";
import { Wake } from "./wake";

/** Replaces the host's key whenever `asked` is woken, until the platform has taken the next. One that it refuses is not tried again by itself. */
export async function replaceKeys(
  { client, heartbeat, log, signal }: Pick<LoopOptions, "client" | "heartbeat" | "log" | "signal">,
  asked: Wake,
): Promise<void> {
  while (!signal.aborted) {
    await asked.wait(NEVER_MS, signal);
    for (let failures = 0; !signal.aborted; ) {
      try {
        await client.replaceKey(signal);
        log.info({ event: "key-replaced" });
        heartbeat.report.wake();
        break;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        log.warn({ event: "key-not-replaced", failures, reason: (error as Error).message });
        if (error instanceof RefusedError && error.status < 500) break;
        await new Wake().wait(backoffMs(failures), signal);
      }
    }
  }
}

/** The longest that a timer takes. */
const NEVER_MS = 2_147_483_647;
