import { once } from "node:events";
import { readdirSync } from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import net, { type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { ACCEPT_HEADER, SIGNATURE_HEADERS } from "@/lib/core/contracts/agent";
import { PROCESS_HEADERS } from "@/lib/core/contracts/agent-process";
import { createWebServer, type Handler, type ServerOptions, type WebServer } from "./server";

const started: WebServer[] = [];

afterEach(async () => {
  for (const { server } of started.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const echo: Handler = async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ headers: request.headers, size: Buffer.concat(chunks).length }));
};

async function start(handler: Handler = echo, options: Partial<ServerOptions> = {}) {
  const web = createWebServer({ handler, trustedProxies: 0, isHttps: false, ...options });
  started.push(web);
  web.server.listen(0, "127.0.0.1");
  await once(web.server, "listening");
  const { port } = web.server.address() as AddressInfo;
  return { ...web, port, url: `http://127.0.0.1:${port}` };
}

const headersSeen = async (url: string, headers: Record<string, string>) =>
  ((await (await fetch(url, { headers })).json()) as { headers: Record<string, string> }).headers;

/** What the server says to bytes, once it has closed the connection. */
async function sendRaw(port: number, text: string): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    answer += chunk;
  });
  socket.on("error", () => undefined);
  socket.write(text);
  await once(socket, "close");
  return answer;
}

describe("headers", () => {
  const forged = {
    "x-openhall-client": "10.1.1.1",
    "x-openhall-path": "/desk",
    "x-forwarded-for": "10.2.2.2, 10.3.3.3",
    "x-forwarded-host": "evil.example",
    "x-real-ip": "10.4.4.4",
    forwarded: "for=10.5.5.5",
    "content-security-policy": "script-src 'nonce-known'",
    "x-openhall-host": "hst_1",
  };

  test("the client's address is the socket's, whatever the client says of itself", async () => {
    const { url } = await start();
    const seen = await headersSeen(url, forged);
    expect(seen["x-openhall-client"]).toBe("127.0.0.1");
    for (const name of Object.keys(forged).slice(1, -1)) expect(seen, name).not.toHaveProperty(name);
    expect(seen["x-openhall-host"]).toBe("hst_1");
  });

  test("what an agent says in its headers gets through", async () => {
    const { url } = await start();
    const said = {
      ...Object.fromEntries(
        [...Object.values(SIGNATURE_HEADERS), ...Object.values(PROCESS_HEADERS)].map((name) => [name, "1"]),
      ),
      [ACCEPT_HEADER]: "a",
    };
    expect(await headersSeen(url, said)).toMatchObject(said);
  });

  test("behind trusted proxies it is who the first of them heard, and what came before that is not believed", async () => {
    const { url } = await start(echo, { trustedProxies: 1 });
    expect((await headersSeen(url, forged))["x-openhall-client"]).toBe("10.3.3.3");
    expect((await headersSeen(url, { "x-forwarded-for": "nonsense" }))["x-openhall-client"]).toBe("127.0.0.1");
    expect((await headersSeen(url, {}))["x-openhall-client"]).toBe("127.0.0.1");
    const two = await start(echo, { trustedProxies: 2 });
    expect((await headersSeen(two.url, forged))["x-openhall-client"]).toBe("10.2.2.2");
    expect((await headersSeen(two.url, { "x-forwarded-for": "10.3.3.3" }))["x-openhall-client"]).toBe("127.0.0.1");
  });

  test("https is remembered where browsers come by it, and only there", async () => {
    const plain = await start();
    expect((await fetch(plain.url)).headers.get("strict-transport-security")).toBeNull();
    const secure = await start(echo, { isHttps: true });
    expect((await fetch(secure.url)).headers.get("strict-transport-security")).toMatch(/^max-age=63072000/);
  });
});

describe("bounds", () => {
  test("Next's own bound of an action's body is ours, so that it is we who refuse", async () => {
    const { experimental } = (await import("@/next.config.js")).default;
    expect(experimental?.serverActions?.bodySizeLimit).toBe("6mb");
    const { url } = await start();
    const post = (size: number) => fetch(url, { method: "POST", body: Buffer.alloc(size) });
    expect((await post(6 * 1_048_576)).status).toBe(200);
    expect((await post(6 * 1_048_576 + 1)).status).toBe(413);
  });

  test("headers that drip in are cut off, and others are served meanwhile", async () => {
    const limits = { headersTimeoutMs: 150, requestTimeoutMs: 300 };
    const { port, url } = await start(echo, { limits });
    const slow = sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    expect((await fetch(url)).status).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1\.1 408/);
  });

  test("a body that drips in is cut off", async () => {
    const { port } = await start(echo, { limits: { headersTimeoutMs: 150, requestTimeoutMs: 300 } });
    expect(await sendRaw(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx")).toMatch(/408|^$/);
  });

  test("headers past 16 KiB are refused", async () => {
    const { port } = await start();
    const answer = await sendRaw(port, `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${"c".repeat(17_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431/);
  });

  test("a body over the limit is refused, declared or not, and reaches no handler whole", async () => {
    const { port, url } = await start(echo, { limits: { maxBodyBytes: 1_000 } });
    const post = (size: number) => fetch(url, { method: "POST", body: "x".repeat(size) });
    expect(await (await post(1_000)).json()).toMatchObject({ size: 1_000 });
    expect((await post(1_001)).status).toBe(413);
    for (const size of [3_000_000, 7_000_000, 12_000_000]) expect((await post(size)).status).toBe(413);
    const chunk = `1f4\r\n${"x".repeat(500)}\r\n`;
    const chunked = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}0\r\n\r\n`;
    expect(await sendRaw(port, chunked)).toMatch(/^HTTP\/1\.1 413/);
  });

  test("both a length and chunks, or two lengths, are no request", async () => {
    const { port } = await start();
    const smuggled = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    expect(await sendRaw(port, smuggled)).toMatch(/^HTTP\/1\.1 400/);
    const twice = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello";
    expect(await sendRaw(port, twice)).toMatch(/^HTTP\/1\.1 400/);
  });

  test("past the cap a connection is closed, and there is room again when one ends", async () => {
    const { port } = await start(echo, { limits: { maxConnections: 1 } });
    const first = net.connect(port, "127.0.0.1");
    await once(first, "connect");
    await sleep(20);
    expect(await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toBe("");
    first.destroy();
    await sleep(20);
    const answer = await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
  });

  test("a handler that fails answers 500 without its reason", async () => {
    const { url } = await start(async () => Promise.reject(new Error("secret reason")));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, ""]);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test("TRACE is refused and echoes nothing, and CONNECT opens no tunnel", async () => {
    const { port } = await start();
    const traced = await sendRaw(port, "TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Private: secret\r\n\r\n");
    expect(traced).toMatch(/^HTTP\/1\.1 405 /);
    expect(traced).not.toContain("secret");
    const tunnel = "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n";
    expect(await sendRaw(port, tunnel)).not.toMatch(/^HTTP\/1\.1 2/);
  });

  test("what is served as files holds no hidden ones: /.git/config and /.env are Next's 404", () => {
    const served = readdirSync("public", { recursive: true, encoding: "utf8" });
    expect(served.length).toBeGreaterThan(0);
    expect(served.filter((name) => /(^|\/)\./.test(name))).toEqual([]);
  });
});

describe("stopping", () => {
  function pausing() {
    const held: { response: ServerResponse; request: IncomingMessage }[] = [];
    const handler: Handler = async (request, response) => void held.push({ request, response });
    return { held, handler };
  }

  test("a request in flight is finished, new ones find nobody", async () => {
    const { held, handler } = pausing();
    const { url, drain, port } = await start(handler);
    const running = fetch(url);
    while (held.length === 0) await sleep(5);
    const drained = drain(5_000);
    await expect(fetch(url)).rejects.toThrow();
    held[0]!.response.end("done");
    const answer = await running;
    expect([await answer.text(), answer.headers.get("connection")]).toEqual(["done", "close"]);
    expect(await drained).toBe(0);
    await expect(once(net.connect(port, "127.0.0.1"), "connect")).rejects.toThrow();
  });

  test("event streams end at once, and an idle connection does not hold it up", async () => {
    const { url, drain } = await start(async ({ url: path }, response) => {
      if (path === "/idle") return void response.end();
      response.setHeader("Content-Type", "text/event-stream");
      response.write(": open\n\n");
    });
    const agent = new http.Agent({ keepAlive: true });
    const [idle] = (await once(http.get(`${url}/idle`, { agent }), "response")) as [IncomingMessage];
    idle.resume();
    await once(idle, "end");
    const stream = await fetch(url);
    const startedAt = performance.now();
    expect(await drain(5_000)).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await expect(stream.text()).rejects.toThrow();
    agent.destroy();
  });

  test("what does not end in time is cut, and counted", async () => {
    const { held, handler } = pausing();
    const { url, drain } = await start(handler);
    const running = fetch(url);
    running.catch(() => undefined);
    while (held.length === 0) await sleep(5);
    expect(await drain(100)).toBe(1);
    await expect(running).rejects.toThrow();
  });
});
