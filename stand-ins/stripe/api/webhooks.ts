import { createHmac } from "node:crypto";
import type { Faults } from "./faults";
import { newId, randomText } from "./identifiers";
import { randomFrom } from "./random-from";
import type { Thing, World } from "./world";

export interface Endpoint {
  id: string;
  url: string;
  secret: string;
  kind: "snapshot" | "thin";
  enabledEvents: string[];
  enabled: boolean;
}

export interface Delivery {
  id: string;
  eventId: string;
  type: string;
  endpointId: string;
  state: "waiting" | "delivered" | "lost" | "given up";
  /** What each attempt was answered, `null` where nobody answered. */
  answers: (number | null)[];
}

export interface Flushed {
  delivered: number;
  waiting: number;
  /** Of the order of what was held; given again, it gives the same order. */
  seed: number;
}

interface WebhookState {
  endpoints: Endpoint[];
  deliveries: Delivery[];
}

const backoffMs = [1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000];
const answerLimitMs = 10_000;
const keptDeliveries = 2_000;

/** Sends events, at least once and in no promised order, as Stripe does. */
export class Webhooks {
  endpoints: Endpoint[] = [];
  deliveries: Delivery[] = [];
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly underWay = new Map<string, Promise<void>>();
  private held: Delivery[] = [];
  private isClosed = false;

  constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly onChange: () => void,
  ) {
    world.onEvent = (event) => this.enqueue(event);
  }

  addEndpoint(given: Pick<Endpoint, "url" | "kind"> & Partial<Endpoint>): Endpoint {
    const endpoint: Endpoint = {
      id: given.id ?? newId(given.kind === "thin" ? "v2.core.event_destination" : "webhook_endpoint"),
      secret: given.secret ?? `whsec_${randomText(32)}`,
      enabledEvents: given.enabledEvents ?? ["*"],
      enabled: true,
      url: given.url,
      kind: given.kind,
    };
    this.endpoints.push(endpoint);
    return endpoint;
  }

  hasUndelivered(eventId: string): boolean {
    return this.deliveries.some((delivery) => delivery.eventId === eventId && delivery.state !== "delivered");
  }

  /** Sends all that waits, held ones in a shuffled order, and settles once each was answered or not. */
  async flush(seed = Math.floor(Math.random() * 2 ** 31)): Promise<Flushed> {
    const before = this.countDelivered();
    for (let round = 0; round < 20; round++) {
      const shuffled = shuffle(this.held, seed);
      this.held = [];
      const waiting = this.deliveries.filter(
        (delivery) => delivery.state === "waiting" && !shuffled.includes(delivery),
      );
      const toSend = round === 0 ? [...shuffled, ...waiting] : waiting.filter(({ answers }) => answers.length === 0);
      if (toSend.length === 0) break;
      for (const delivery of toSend) await this.send(delivery);
    }
    const left = this.deliveries.filter(({ state }) => state === "waiting").length;
    return { delivered: this.countDelivered() - before, waiting: left, seed };
  }

  save(): WebhookState {
    return { endpoints: this.endpoints, deliveries: this.deliveries };
  }

  load({ endpoints, deliveries }: WebhookState): void {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    for (const delivery of deliveries) if (delivery.state === "waiting") this.schedule(delivery, 0);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.allSettled(this.underWay.values());
  }

  private countDelivered(): number {
    return this.deliveries.filter(({ state }) => state === "delivered").length;
  }

  private enqueue(event: Thing & { type: string }): void {
    const kind = event.object === "v2.core.event" ? "thin" : "snapshot";
    const wanting = this.endpoints.filter(
      (endpoint) =>
        endpoint.enabled &&
        endpoint.kind === kind &&
        (endpoint.enabledEvents.includes("*") || endpoint.enabledEvents.includes(event.type)),
    );
    if (kind === "snapshot") (event as Thing & { pending_webhooks?: number }).pending_webhooks = wanting.length;
    if (wanting.length === 0) return;
    const faults = this.faults.takeForEvent(event.type);
    const of = (name: string) => faults.find((fault) => fault.kind === name);
    for (const endpoint of wanting) {
      for (let time = 0; time < (of("duplicate")?.times ?? (of("duplicate") ? 2 : 1)); time++) {
        const delivery: Delivery = {
          id: `whd_${randomText(16)}`,
          eventId: event.id,
          type: event.type,
          endpointId: endpoint.id,
          state: of("lose") ? "lost" : "waiting",
          answers: [],
        };
        this.deliveries.push(delivery);
        if (delivery.state === "lost") continue;
        if (of("shuffle")) this.held.push(delivery);
        else this.schedule(delivery, of("delay")?.delayMs ?? 0);
      }
    }
    this.deliveries = this.deliveries.slice(-keptDeliveries);
  }

  private schedule(delivery: Delivery, afterMs: number): void {
    clearTimeout(this.timers.get(delivery.id));
    if (this.isClosed) return;
    this.timers.set(
      delivery.id,
      setTimeout(() => void this.send(delivery), afterMs),
    );
  }

  private send(delivery: Delivery): Promise<void> {
    const already = this.underWay.get(delivery.id);
    if (already) return already;
    clearTimeout(this.timers.get(delivery.id));
    this.timers.delete(delivery.id);
    const sending = this.attempt(delivery).finally(() => {
      this.underWay.delete(delivery.id);
      this.onChange();
    });
    this.underWay.set(delivery.id, sending);
    return sending;
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const endpoint = this.endpoints.find(({ id, enabled }) => id === delivery.endpointId && enabled);
    const event = this.world.lookUp(delivery.eventId);
    if (!endpoint || !event || delivery.state !== "waiting") return;
    const payload = JSON.stringify(endpoint.kind === "thin" ? notificationOf(event) : event);
    const status = await post(endpoint, payload);
    delivery.answers.push(status);
    if (status !== null && status >= 200 && status < 300) {
      delivery.state = "delivered";
      const counted = event as Thing & { pending_webhooks?: number };
      if (counted.pending_webhooks) counted.pending_webhooks -= 1;
      return;
    }
    const pauseMs = backoffMs[delivery.answers.length - 1];
    if (pauseMs === undefined) delivery.state = "given up";
    else this.schedule(delivery, pauseMs);
  }
}

/** A thin event is sent without its data. */
function notificationOf(event: Thing): object {
  const { data: _, changes: __, ...notification } = event as Thing & { data?: unknown; changes?: unknown };
  return notification;
}

async function post({ url, secret }: Endpoint, payload: string): Promise<number | null> {
  // receivers compare this with their own clock, whatever the time is here
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", secret).update(`${timestamp}.${payload}`).digest("hex");
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "stripe-signature": `t=${timestamp},v1=${signature}` },
      body: payload,
      redirect: "manual",
      signal: AbortSignal.timeout(answerLimitMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

function shuffle<T>(items: T[], seed: number): T[] {
  const random = randomFrom(seed);
  const shuffled = [...items];
  for (let position = shuffled.length - 1; position > 0; position--) {
    const other = Math.floor(random() * (position + 1));
    [shuffled[position], shuffled[other]] = [shuffled[other]!, shuffled[position]!];
  }
  return shuffled;
}
