import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { GET as desired } from "@/app/api/agent/v1/desired/route";
import { POST as enroll } from "@/app/api/agent/v1/enroll/route";
import { POST as report } from "@/app/api/agent/v1/report/route";
import { AGENT_API } from "@/lib/core/contracts/agent";

const routes: Record<string, (request: Request) => Promise<Response>> = {
  [`${AGENT_API}/desired`]: desired,
  [`${AGENT_API}/enroll`]: enroll,
  [`${AGENT_API}/report`]: report,
};

/** One message of an agent's, as somebody on the way could have written it down. */
export interface Captured {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** The product's own handlers of the agents' edge on a port of every network, and what went by. */
export class AgentEdge {
  readonly captured: Captured[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<number> {
    await new Promise<void>((settle) => this.#server.listen(0, "0.0.0.0", settle));
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The newest of a host's on this path. */
  newest(hostId: string, path: string): Captured {
    const found = this.captured.findLast(
      ({ headers, path: taken }) => headers["x-openhall-host"] === hostId && taken.startsWith(`${AGENT_API}/${path}`),
    );
    if (!found) throw new Error(`${hostId} has sent nothing to ${path}`);
    return found;
  }

  /** The status that the message gets, sent by whomever. */
  async send({ path, method, headers, body }: Captured): Promise<number> {
    const answer = await this.#answer({ path, method, headers, body }, new AbortController().signal);
    return answer.status;
  }

  async #answer({ path, method, headers, body }: Captured, signal: AbortSignal): Promise<Response> {
    const url = new URL(path, "http://platform.test");
    const init = { method, headers, signal, ...(method === "POST" ? { body } : {}) };
    return (await routes[url.pathname]?.(new Request(url, init))) ?? new Response(null, { status: 404 });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const message = {
      path: request.url ?? "/",
      method: request.method ?? "GET",
      headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    this.captured.push(message);
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const answer = await this.#answer(message, gone.signal).catch(() => new Response(null, { status: 500 }));
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(await answer.text());
  }
}
