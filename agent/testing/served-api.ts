import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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
  close(): void;
}

/** The platform's own routes for agents, over HTTP. */
export async function serveAgentApi(): Promise<ServedApi> {
  const api: ServedApi = { url: "", intercept: null, afterwards: null, close: () => {} };
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const method = incoming.method ?? "GET";
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
    const body = method === "POST" ? Buffer.concat(chunks) : null;
    const request = new Request(`${api.url}${incoming.url}`, { method, headers, body });
    const route = routes[`${method} ${new URL(request.url).pathname}`];
    const kept = request.clone();
    const response = api.intercept?.(kept) ?? (await route?.(request)) ?? new Response(null, { status: 404 });
    api.afterwards?.(kept);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return api;
}
