import net from "node:net";

export interface Heard {
  text: string;
  /** The other end has closed the connection, and how long after it was opened. */
  closedAfterMs: number | null;
}

/** Bytes on a connection of their own, as no client library would send them; listens until it is closed or the time is over. */
export function speak(
  origin: string,
  bytes: string | Buffer,
  { listenMs = 3_000, drip }: { listenMs?: number; drip?: { text: string; everyMs: number } } = {},
): Promise<Heard> {
  const { hostname, port } = new URL(origin);
  const openedAt = performance.now();
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname);
    let text = "";
    const end = (closedAfterMs: number | null) => {
      clearTimeout(late);
      clearInterval(dripping);
      socket.destroy();
      resolve({ text, closedAfterMs });
    };
    const late = setTimeout(() => end(null), listenMs);
    const dripping = setInterval(() => drip && socket.write(drip.text), drip?.everyMs ?? 60_000);
    socket.on("data", (chunk) => {
      text += chunk.toString("utf8");
    });
    // a reset is a way to close
    socket.once("error", () => end(performance.now() - openedAt));
    socket.once("close", () => end(performance.now() - openedAt));
    socket.write(bytes);
  });
}

export const statusOf = ({ text }: Heard) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
