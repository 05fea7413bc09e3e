import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type LookOptions, lookAt } from "./look";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const look = (port: number, change: Partial<LookOptions> & { address?: string } = {}) =>
  lookAt(change.address ?? "127.0.0.1", port, { timeoutMs: 5_000, reach: "any", from: null, ...change });

test("an SSH server answers, whether its greeting comes whole or in pieces, and is told nothing", async () => {
  let heard = 0;
  const whole = await listen((socket) => {
    socket.on("data", (chunk) => {
      heard += chunk.length;
    });
    socket.write("SSH-2.0-OpenSSH_9.2\r\n");
  });
  expect(await look(whole)).toBeNull();
  expect(await look(whole, { address: "localhost" })).toBeNull();
  const pieces = await listen((socket) => {
    socket.write("SS");
    setImmediate(() => socket.write("H-2.0-dropbear\r\n"));
  });
  expect(await look(pieces)).toBeNull();
  expect(heard).toBe(0);
});

test("each way of not answering is told apart", async () => {
  expect(await look(await listen((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n")))).toBe(
    "greets with something else than SSH",
  );
  expect(await look(await listen((socket) => socket.end()))).toBe("hung up without a greeting");
  expect(await look(await listen(() => undefined), { timeoutMs: 200 })).toBe("no answer in time");
  const port = await listen(() => undefined);
  const gone = servers.pop()!;
  gone.close();
  await once(gone, "close");
  expect(await look(port)).toBe("refused the connection");
  expect(await look(32_768, { address: "no-such-host.invalid" })).toBe("its name leads nowhere");
});

test("a server that talks without end is heard no further than its first words", async () => {
  let sent = 0;
  const port = await listen((socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(16_384, "SSH-"))) sent += 16_384;
    };
    socket.on("drain", more);
    more();
  });
  expect(await look(port)).toBeNull();
  expect(sent).toBeLessThan(64 * 1_048_576);
});

test("an address that may not be dialled is not dialled, by its name neither", async () => {
  let connections = 0;
  const port = await listen(() => {
    connections += 1;
  });
  expect(await look(port, { reach: "public" })).toBe("its address is not on the public internet");
  expect(await look(port, { reach: "public", address: "localhost" })).toBe("its address is not on the public internet");
  expect(connections).toBe(0);
});

test("a machine with several addresses looks from the one that it is told", async () => {
  let from: string | undefined;
  const port = await listen((socket) => {
    from = socket.remoteAddress;
    socket.write("SSH-2.0-x\r\n");
  });
  expect(await look(port, { from: "127.0.0.9" })).toBeNull();
  expect(from).toBe("127.0.0.9");
});
