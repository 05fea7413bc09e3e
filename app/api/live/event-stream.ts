interface StreamOptions {
  signal: AbortSignal;
  /** Calls back after a change that is worth a look; answers how to stop. */
  watch: (wake: () => void) => () => void;
  /** What to send now; `last` ends the stream after it. */
  read: () => Promise<{ id: string; data: string; last: boolean }>;
  heartbeatMs: number;
  /** The client comes back after this, and is authorised anew. */
  longestMs: number;
}

const RETRY_MS = 1_000;

/** Server-sent events: one message at once, one after each change and each heartbeat, never two reads at a time. */
export function eventStream({ signal, watch, read, heartbeatMs, longestMs }: StreamOptions): Response {
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      let isReading = false;
      let isStale = false;
      const look = async () => {
        isStale = true;
        if (isReading) return;
        isReading = true;
        try {
          while (isStale && !signal.aborted) {
            isStale = false;
            const { id, data, last } = await read();
            controller.enqueue(encoder.encode(`id: ${id}\ndata: ${data}\n\n`));
            if (last) return end();
          }
        } catch {
          // The client asks again and is told why.
          end();
        } finally {
          isReading = false;
        }
      };
      const unwatch = watch(look);
      const heartbeat = setInterval(look, heartbeatMs);
      const limit = setTimeout(() => end(), longestMs);
      const end = () => {
        stop();
        try {
          controller.close();
        } catch {
          // The client has gone and taken the stream with it.
        }
      };
      stop = () => {
        unwatch();
        clearInterval(heartbeat);
        clearTimeout(limit);
        signal.removeEventListener("abort", end);
      };
      signal.addEventListener("abort", end, { once: true });
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      void look();
    },
    cancel: () => stop(),
  });
  return new Response(stream, { headers: { "content-type": "text/event-stream", "x-accel-buffering": "no" } });
}
