import pg from "pg";
import { databaseEnv } from "@/lib/env";

export const NOTIFICATION_CHANNELS = ["lease", "host"] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

type Handler = () => void;

/** One LISTEN connection a process, however many copies of this module a bundler makes; opened at the first subscription. */
class Listener {
  private readonly handlers = new Map<string, Set<Handler>>();
  private client: pg.Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private retryMs = FIRST_RETRY_MS;

  subscribe(channel: NotificationChannel, key: string, handler: Handler): () => void {
    const topic = `${channel} ${key}`;
    const handlers = this.handlers.get(topic) ?? new Set();
    this.handlers.set(topic, handlers.add(handler));
    if (!this.client && !this.retry) void this.connect();
    return () => {
      handlers.delete(handler);
      if (handlers.size === 0 && this.handlers.get(topic) === handlers) this.handlers.delete(topic);
    };
  }

  async close(): Promise<void> {
    if (this.retry) clearTimeout(this.retry);
    this.retry = null;
    const { client } = this;
    this.client = null;
    client?.removeAllListeners("end");
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    this.retry = null;
    let client: pg.Client;
    try {
      client = new pg.Client({
        connectionString: databaseEnv().url,
        application_name: "openhall-listen",
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
      });
    } catch {
      return this.reconnectLater(null);
    }
    this.client = client;
    client.on("error", () => this.reconnectLater(client));
    client.on("end", () => this.reconnectLater(client));
    client.on("notification", ({ channel, payload }) => this.wake(`${channel} ${payload ?? ""}`));
    try {
      await client.connect();
      for (const channel of NOTIFICATION_CHANNELS) await client.query(`LISTEN ${channel}`);
    } catch {
      return this.reconnectLater(client);
    }
    this.retryMs = FIRST_RETRY_MS;
    // What was notified while nobody listened is lost: everyone looks again.
    for (const topic of [...this.handlers.keys()]) this.wake(topic);
  }

  private reconnectLater(client: pg.Client | null): void {
    if (client !== this.client) return;
    this.client = null;
    client?.end().catch(() => undefined);
    this.retry = setTimeout(() => {
      if (this.handlers.size === 0) this.retry = null;
      else void this.connect();
    }, this.retryMs);
    this.retry.unref();
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }

  private wake(topic: string): void {
    for (const handler of [...(this.handlers.get(topic) ?? [])]) {
      try {
        handler();
      } catch {
        // What a subscriber does wrong must not take the connection from the others.
      }
    }
  }
}

const shared = globalThis as { openhallListener?: Listener };
shared.openhallListener ??= new Listener();
const listener = shared.openhallListener;

/**
 * Calls `handler` after a committed change of the lease or host with this id, and whenever the connection is made
 * again. A hint, not a queue: the handler reads what it needs, and a caller that must not miss anything also polls.
 */
export function subscribe(channel: NotificationChannel, key: string, handler: () => void): () => void {
  return listener.subscribe(channel, key, handler);
}

/** Resolves true at a notification, false after `timeoutMs` or once `signal` aborts. Never rejects. */
export function waitForNotification(
  channel: NotificationChannel,
  key: string,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<boolean> {
  const { timeoutMs, signal } = options;
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(false);
    const finish = (notified: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      signal?.removeEventListener("abort", abort);
      resolve(notified);
    };
    const abort = () => finish(false);
    const timer = setTimeout(() => finish(false), timeoutMs);
    const unsubscribe = subscribe(channel, key, () => finish(true));
    signal?.addEventListener("abort", abort, { once: true });
  });
}

export function closeNotifications(): Promise<void> {
  return listener.close();
}
