import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { GET as desired } from "@/app/api/agent/v1/desired/route";
import { POST as enroll } from "@/app/api/agent/v1/enroll/route";
import { POST as key } from "@/app/api/agent/v1/key/route";
import { POST as report } from "@/app/api/agent/v1/report/route";

type Route = (request: Request) => Promise<Response>;

const routes: Record<string, Route> = {
  "GET /api/agent/v1/desired": desired,
  "POST /api/agent/v1/enroll": enroll,
  "POST /api/agent/v1/key": key,
  "POST /api/agent/v1/report": report,
};

export interface ServedApi {
  url: string;
  /** Called before a route is: what it answers is answered in its place. */
  intercept: ((request: Request) => Response | null) | null;
  /** Called once a route has answered, before the agent hears of it. */
  afterwards: ((request: Request) => void) | null;
  /** What the routes make of a message that comes by another way. */
  answer(request: Request): Promise<Response>;
  close(): void;
}

/** The platform's own routes for agents, over HTTP and the database that the environment names; no build and no page. */
export async function serveAgentApi(address = "127.0.0.1"): Promise<ServedApi> {
  const api: ServedApi = { url: "", intercept: null, afterwards: null, answer, close: () => {} };
  const server = createServer((incoming, outgoing) => {
    // who hung up is not told
    serve(api, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((settle) => server.listen(0, address, settle));
  api.url = `http://${address}:${(server.address() as AddressInfo).port}`;
  api.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return api;
}

async function answer(request: Request): Promise<Response> {
  const route = routes[`${request.method} ${new URL(request.url).pathname}`];
  return (await route?.(request)) ?? new Response(null, { status: 404 });
}

async function serve(api: ServedApi, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = incoming.method === "POST" ? await buffer(incoming) : null;
  const method = incoming.method ?? "GET";
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  // a long poll whose agent is gone ends
  const ending = new AbortController();
  outgoing.once("close", () => ending.abort());
  const request = new Request(`${api.url}${incoming.url}`, { method, headers, body, signal: ending.signal });
  const kept = request.clone();
  const response = api.intercept?.(kept) ?? (await answer(request));
  api.afterwards?.(kept);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
