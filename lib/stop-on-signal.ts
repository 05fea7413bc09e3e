/** How long a round under way may go on after the first signal. What is cut then is one transaction, which the server rolls back. */
const graceMs = 8_000;

interface Stopping {
  signal: AbortSignal;
  /** Rejoined with the work that ends by itself: settles when the grace is over, with nothing. */
  graceOver: Promise<void>;
}

/** The first SIGTERM or SIGINT asks for an end, and a second does not wait for it. */
export function stopOnSignal(onSecond: () => void): Stopping {
  const stopping = new AbortController();
  let end: () => void;
  const graceOver = new Promise<void>((settle) => {
    end = settle;
  });
  const stop = (name: NodeJS.Signals) => {
    if (stopping.signal.aborted) {
      onSecond();
      process.exit(name === "SIGTERM" ? 143 : 130);
    }
    stopping.abort();
    setTimeout(end, graceMs);
  };
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, stop);
  return { signal: stopping.signal, graceOver };
}
