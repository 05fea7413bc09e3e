import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Received {
  path: string;
  body: string;
  signature: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** What the next deliveries are answered, then 200 again. */
  answers: number[];
  types(): string[];
  close(): Promise<void>;
}

/** Takes webhooks and keeps them. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const status = answers.shift() ?? 200;
    const signature = String(request.headers["stripe-signature"]);
    if (status === 200) received.push({ path: request.url ?? "", body, signature });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  const types = () => received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, answers, types, close };
}
