import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { StandInAdmin } from "./admin-client";
import { handleAdmin } from "./api/admin";
import { Clock } from "./api/clock";
import { Faults } from "./api/faults";
import { Api } from "./api/handle-request";
import { IdempotencyStore } from "./api/idempotency";
import { RequestLog } from "./api/request-log";
import { Webhooks } from "./api/webhooks";
import { World } from "./api/world";
import { allBehaviours, allIncludables } from "./behaviour/all";
import { passTime } from "./behaviour/passing-time";
import { checkAlways, rules } from "./behaviour/rules";
import { loadContract } from "./contract/contract";
import { routePage } from "./pages/route-page";
import { StateFile } from "./state-file";

export interface WebhookTarget {
  url: string;
  secret: string;
  kind: "snapshot" | "thin";
}

export interface StandInOptions {
  /** 0 takes a free one. */
  port?: number;
  /** Told of every event of their kind, beside the endpoints that are created by the API. */
  webhooks?: WebhookTarget[];
  /** A JSON file that keeps the state between runs. */
  stateFile?: string;
  startsAt?: Date;
  /** Card payments are available at once instead of after two days. */
  paysAtOnce?: boolean;
}

export interface StripeStandIn {
  url: string;
  host: string;
  port: number;
  admin: StandInAdmin;
  close(): Promise<void>;
}

const host = "127.0.0.1";
const tickMs = 1_000;
const largestBody = 5_000_000;

/** A Stripe on this machine: the API, its hosted pages, its webhooks and, below /_stand-in, what steers it. */
export async function startStripeStandIn(options: StandInOptions = {}): Promise<StripeStandIn> {
  const world = new World(await loadContract(), Clock.startingAt(options.startsAt));
  world.settings.paysAtOnce = options.paysAtOnce ?? false;
  const faults = new Faults();
  const log = new RequestLog();
  const idempotency = new IdempotencyStore(world.clock);
  const webhooks = new Webhooks(world, faults, () => state.saveSoon());
  const state = new StateFile(options.stateFile ?? null, { world, webhooks, idempotency });
  const behaviours = allBehaviours(webhooks);
  const onChange = () => state.saveSoon();
  const parts = { world, faults, idempotency, log, behaviours, rules, includables: allIncludables };
  const api = new Api({ ...parts, checkAlways, passTime, onChange });

  const server = createServer((request, response) => {
    const answering = answer(request, response, { api, world, webhooks, faults, log });
    answering.then(onChange, (error: unknown) => {
      console.error(error);
      world.contractFaults.push(String(error));
      if (!response.headersSent)
        send(response, 500, JSON.stringify({ error: { type: "api_error", message: String(error) } }));
    });
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  world.url = `http://${host}:${port}`;
  state.load();
  configure(webhooks, options.webhooks ?? []);
  const ticking = setInterval(() => passTime(world), tickMs);
  ticking.unref();

  const close = async () => {
    clearInterval(ticking);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await webhooks.close();
    state.save();
  };
  return { url: world.url, host, port, admin: new StandInAdmin(world.url), close };
}

/** Endpoints from the command line take the place of those of an earlier run. */
function configure(webhooks: Webhooks, targets: WebhookTarget[]): void {
  webhooks.endpoints = webhooks.endpoints.filter(({ id }) => !id.startsWith("configured_"));
  for (const [position, target] of targets.entries()) {
    webhooks.addEndpoint({ ...target, id: `configured_${position}` });
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}

type Parts = Parameters<typeof handleAdmin>[0] & { api: Api };

async function answer(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "http://stand-in");
  const method = request.method ?? "GET";
  const body = await readBody(request);
  if (pathname.startsWith("/_stand-in/")) {
    const { status, body: text } = await handleAdmin(parts, { method, pathname, body });
    return send(response, status, text);
  }
  if (pathname.startsWith("/pages/")) {
    passTime(parts.world);
    const page = routePage(parts.world, { method, pathname, body });
    if ("location" in page) return send(response, 303, "", { location: page.location });
    return send(response, page.status, page.body, pageHeaders);
  }
  const headers = request.headers as Record<string, string | undefined>;
  const answered = await parts.api.handle({ method, pathname, query: search.slice(1), body, headers });
  if (!answered) {
    request.socket.destroy();
    return;
  }
  send(response, answered.status, answered.body, answered.headers);
}

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new Error("The request's body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
