import { lookup } from "node:dns/promises";
import { connect, isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { dialFault, type Reach } from "@/lib/security/dialable-address";

export interface LookOptions {
  timeoutMs: number;
  reach: Reach;
  /** The address to look from, where this machine has several. */
  from: string | null;
}

/** SSH's own bound for the line that a server greets with (RFC 4253, 4.2). */
const LONGEST_GREETING_BYTES = 255;
const GREETING = "SSH-";

/**
 * Why SSH does not greet at this endpoint, fit to be shown; null where it does. Nothing is sent, at most one greeting is read and none of
 * it is kept: a host that advertises somebody else's address makes us knock there, and no more.
 */
export async function lookAt(address: string, port: number, options: LookOptions): Promise<string | null> {
  const late = new AbortController();
  const limit = sleep(options.timeoutMs, "no answer in time", { signal: late.signal }).catch(() => null);
  try {
    const pinned = await Promise.race([pin(address), limit.then(() => null)]);
    if (pinned === null) return "its name leads nowhere";
    for (const one of pinned) {
      const fault = dialFault(one, port, options.reach);
      if (fault) return fault;
    }
    return await greet(pinned[0]!, port, options, limit);
  } finally {
    late.abort();
  }
}

/** All that it leads to; the connection is made to what was checked. Null: nothing. */
async function pin(address: string): Promise<string[] | null> {
  if (isIP(address)) return [address];
  const found = await lookup(address, { all: true, verbatim: true }).catch(() => []);
  return found.length > 0 ? found.toSorted((a, b) => a.family - b.family).map((one) => one.address) : null;
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: "refused the connection",
  ECONNRESET: "broke the connection off",
  EHOSTUNREACH: "no way to its host",
  ENETUNREACH: "no way to its network",
  ETIMEDOUT: "no answer in time",
};

function greet(
  host: string,
  port: number,
  { from }: LookOptions,
  limit: Promise<string | null>,
): Promise<string | null> {
  return new Promise((settle) => {
    let received = "";
    const finish = (failure: string | null) => {
      socket.destroy();
      settle(failure);
    };
    const socket = connect({
      host,
      port,
      ...(from ? { localAddress: from } : {}),
      onread: {
        buffer: Buffer.alloc(LONGEST_GREETING_BYTES),
        callback: (size, buffer) => {
          received += Buffer.from(buffer.subarray(0, size)).toString("latin1");
          if (received.length >= GREETING.length)
            finish(received.startsWith(GREETING) ? null : "greets with something else than SSH");
          return received.length < GREETING.length;
        },
      },
    });
    socket.once("error", (error: NodeJS.ErrnoException) =>
      finish(WORDS[error.code ?? ""] ?? "could not be connected to"),
    );
    socket.once("close", () => finish("hung up without a greeting"));
    void limit.then((words) => words && finish(words));
  });
}
