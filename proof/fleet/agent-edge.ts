import { type ServedApi, serveAgentApi } from "@/agent/testing/served-api";
import { AGENT_API } from "@/lib/core/contracts/agent";

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
  #api: ServedApi | null = null;

  async start(): Promise<number> {
    this.#api = await serveAgentApi("0.0.0.0");
    this.#api.intercept = (request) => {
      void this.#capture(request);
      return null;
    };
    return Number(new URL(this.#api.url).port);
  }

  stop(): void {
    this.#api?.close();
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
    const init = { method, headers, ...(method === "POST" ? { body } : {}) };
    return (await this.#api!.answer(new Request(new URL(path, this.#api!.url), init))).status;
  }

  async #capture(request: Request): Promise<void> {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const body = await request.clone().text();
    this.captured.push({ path: `${pathname}${search}`, method, headers: Object.fromEntries(headers), body });
  }
}
