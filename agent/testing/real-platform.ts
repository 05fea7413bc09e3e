import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { GET as desired } from "@/app/api/agent/v1/desired/route";
import { POST as enroll } from "@/app/api/agent/v1/enroll/route";
import { POST as report } from "@/app/api/agent/v1/report/route";

const routes: Record<string, (request: Request) => Promise<Response>> = { desired, enroll, report };

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host}`);
  const route = routes[url.pathname.replace("/api/agent/v1/", "")];
  const body = await text(incoming);
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as [string, string]] : [],
  );
  const ending = new AbortController();
  outgoing.once("close", () => ending.abort());
  const request = new Request(url, {
    method: incoming.method ?? "GET",
    headers,
    body: body === "" ? null : body,
    signal: ending.signal,
  });
  const answer = route ? await route(request) : Response.json({}, { status: 404 });
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  outgoing.end(await answer.text());
}

/** The platform's own routes for agents on a socket, over the database that the environment names; no build and no page. */
export async function serveAgents(): Promise<{ url: string; stop(): void }> {
  const server = createServer((incoming, outgoing) => {
    // who hung up is not told
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
