import { createServer, IncomingMessage, type Server, type ServerResponse } from "node:http";
import { clientAddress, rewriteHeaders } from "./client-address";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ServerLimits {
  /** For a request's headers to arrive, and for all of it. */
  headersTimeoutMs: number;
  requestTimeoutMs: number;
  keepAliveTimeoutMs: number;
  maxHeaderBytes: number;
  maxBodyBytes: number;
  maxConnections: number;
}

export interface ServerOptions {
  handler: Handler;
  /** How many proxies of ours stand before it, each of which appends to X-Forwarded-For. */
  trustedProxies: number;
  /** Browsers reach us by https alone, and are told to remember it. */
  isHttps: boolean;
  limits?: Partial<ServerLimits>;
}

/**
 * The largest body is that of an action with a file, which next.config.js bounds likewise: asked first, we answer 413 where Next answers 500.
 * Agents keep a long poll and a connection for reports each.
 */
const defaults: ServerLimits = {
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 20_000,
  maxHeaderBytes: 16_384,
  maxBodyBytes: 6 * 1_048_576,
  maxConnections: 4_096,
};

/** They echo what was sent or open a tunnel, and nothing of ours does either. */
const REFUSED_METHODS = new Set(["TRACE", "TRACK", "CONNECT"]);
const ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

const DISCARD_MS = 1_000;
const TWO_YEARS_SECONDS = 63_072_000;

export interface WebServer {
  server: Server;
  /** Takes no more, ends event streams, waits for what runs and cuts it after the grace. Answers how many requests were cut. */
  drain(graceMs: number): Promise<number>;
}

export function createWebServer({ handler, trustedProxies, isHttps, limits = {} }: ServerOptions): WebServer {
  const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs, maxHeaderBytes, maxBodyBytes, maxConnections } = {
    ...defaults,
    ...limits,
  };
  const running = new Set<ServerResponse>();
  const server = createServer({
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, headersTimeoutMs),
    maxHeaderSize: maxHeaderBytes,
  });
  server.maxConnections = maxConnections;
  server.on("request", (request, response) => {
    running.add(response);
    response.once("close", () => running.delete(response));
    const forwardedFor = request.headers["x-forwarded-for"];
    const chain = Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor;
    const address = clientAddress(request.socket.remoteAddress, chain, trustedProxies);
    rewriteHeaders(request.headers, address, trustedProxies);
    if (isHttps) response.setHeader("Strict-Transport-Security", `max-age=${TWO_YEARS_SECONDS}; includeSubDomains`);
    if (!server.listening) response.setHeader("Connection", "close");
    if (REFUSED_METHODS.has(request.method ?? "")) return answerPlainly(response, 405, { Allow: ALLOWED_METHODS });
    if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return refuse(request, response, maxBodyBytes);
    boundBody(request, response, maxBodyBytes);
    handler(request, response).catch(() => {
      if (response.headersSent) response.end();
      else answerPlainly(response, 500);
    });
  });
  return { server, drain: (graceMs) => drain(server, running, graceMs) };
}

/** What still comes is thrown away for a moment: a connection closed on a client that sends would lose it the answer. */
function refuse(request: IncomingMessage, response: ServerResponse, maxBytes: number): void {
  const { socket } = request;
  const late = setTimeout(() => socket.destroy(), DISCARD_MS).unref();
  request.push = (chunk) => {
    if (chunk !== null) return true;
    clearTimeout(late);
    return IncomingMessage.prototype.push.call(request, null);
  };
  request.resume();
  if (response.headersSent) return;
  answerPlainly(response, 413, {}, `The body is larger than ${maxBytes} bytes.`);
}

function answerPlainly(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  text = "",
): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers });
  response.end(text);
}

/** A body without a declared length is counted as the parser hands it over, so that no reader sees more than the limit. */
function boundBody(request: IncomingMessage, response: ServerResponse, maxBytes: number): void {
  const push = request.push.bind(request);
  let size = 0;
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    size += chunk?.length ?? 0;
    if (size <= maxBytes) return push(chunk, encoding);
    refuse(request, response, maxBytes);
    return true;
  };
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
}

async function drain(server: Server, running: Set<ServerResponse>, graceMs: number): Promise<number> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // a browser opens its stream again, at whoever serves then
  for (const response of [...running].filter(isEventStream)) response.destroy();
  for (const response of running) if (!response.headersSent) response.setHeader("Connection", "close");
  let cut = 0;
  const late = setTimeout(() => {
    cut = running.size;
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearTimeout(late);
  return cut;
}
