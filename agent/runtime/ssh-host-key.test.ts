import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { readSshHostKey } from "./ssh-host-key";

const TIMEOUT_MS = 5_000;
const GREETING = "SSH-2.0-test";
const X25519_DER = Buffer.from("302a300506032b656e032100", "hex");

const string = (content: Buffer | string) => {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const rawOf = (key: KeyObject) => key.export({ format: "der", type: "spki" }).subarray(X25519_DER.length);
const blobOf = (key: KeyObject) => Buffer.concat([string("ssh-ed25519"), string(rawOf(key))]);
const lineOf = (key: KeyObject) => `ssh-ed25519 ${blobOf(key).toString("base64")}`;

function packet(payload: Buffer): Buffer {
  const padding = 16 - ((payload.length + 5) % 8);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length + padding + 1);
  return Buffer.concat([length, Buffer.from([padding]), payload, Buffer.alloc(padding)]);
}

/** The payloads of the two packets that a client sends in one go behind its greeting. */
function parse(received: Buffer): { greeting: string; payloads: Buffer[] } {
  const end = received.indexOf("\r\n");
  const payloads: Buffer[] = [];
  for (let at = end + 2; end >= 0 && at + 5 <= received.length; ) {
    const length = received.readUInt32BE(at);
    if ((length + 4) % 8 !== 0 || received[at + 4]! < 4) return { greeting: "", payloads: [] };
    payloads.push(received.subarray(at + 5, at + 4 + length - received[at + 4]!));
    at += 4 + length;
  }
  return { greeting: received.subarray(0, Math.max(0, end)).toString(), payloads };
}

let server: Server | null = null;
afterEach(() => {
  server?.close();
});

async function listen(talk: (received: Buffer, write: (bytes: Buffer | string) => void) => void): Promise<number> {
  server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      talk(received, (bytes) => socket.write(bytes));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** As a number, the way that both sides put their secret into what is signed. */
function mpint(secret: Buffer): Buffer {
  const hex = BigInt(`0x${secret.toString("hex")}`).toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
}

function agree(point: Buffer, suits: (secret: Buffer) => boolean) {
  const publicKey = createPublicKey({ key: Buffer.concat([X25519_DER, point]), format: "der", type: "spki" });
  for (;;) {
    const ours = generateKeyPairSync("x25519");
    const secret = diffieHellman({ privateKey: ours.privateKey, publicKey });
    if (suits(secret)) return { ours: rawOf(ours.publicKey), secret };
  }
}

/** A server that shows one key and signs with another, or with the same. */
function sshServer(shown: KeyObject, signing: KeyObject, suits: (secret: Buffer) => boolean): Promise<number> {
  let isDone = false;
  return listen((received, write) => {
    const { greeting, payloads } = parse(received);
    const [theirInit, ask] = payloads;
    if (!theirInit || !ask || isDone) return;
    isDone = true;
    const ourInit = Buffer.concat([
      Buffer.from([20]),
      Buffer.alloc(16),
      ...Array(10).fill(string("")),
      Buffer.alloc(5),
    ]);
    const point = ask.subarray(5);
    const { ours, secret } = agree(point, suits);
    const said = [greeting, GREETING, theirInit, ourInit, blobOf(shown), point, ours, mpint(secret)];
    const hash = createHash("sha256")
      .update(Buffer.concat(said.map(string)))
      .digest();
    const proof = Buffer.concat([string("ssh-ed25519"), string(sign(null, hash, signing))]);
    const reply = Buffer.concat([Buffer.from([31]), ...[blobOf(shown), ours, proof].map(string)]);
    write(`${GREETING}\r\n`);
    write(packet(ourInit));
    write(packet(reply));
  });
}

const own = generateKeyPairSync("ed25519");

test.each([
  ["of any secret", () => true],
  ["of a secret that begins with a zero", (secret: Buffer) => secret[0] === 0],
  ["of a secret that would be negative", (secret: Buffer) => secret[0]! >= 0x80],
])("a server's key is taken where it signs with it, %s", async (_, suits) => {
  const port = await sshServer(own.publicKey, own.privateKey, suits);
  expect(await readSshHostKey("127.0.0.1", port, TIMEOUT_MS)).toBe(lineOf(own.publicKey));
});

test("a key that another shows, who cannot sign with it, is not taken", async () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const port = await sshServer(own.publicKey, privateKey, () => true);
  expect(await readSshHostKey("127.0.0.1", port, TIMEOUT_MS)).toBeNull();
});

test.each([
  ["greets and disconnects", `${GREETING}\r\n`, packet(Buffer.from([1, 0, 0, 0, 2]))],
  ["sends no packets", `${GREETING}\r\n`, Buffer.alloc(70_000, 0xff)],
  ["sends packets of no length", `${GREETING}\r\n`, Buffer.alloc(70_000)],
  [
    "answers with half a reply",
    `${GREETING}\r\n`,
    Buffer.concat([packet(Buffer.from([20])), packet(Buffer.from([31, 0]))]),
  ],
  ["never ends its greeting", "", Buffer.alloc(70_000, 0x41)],
])("a server that %s has no key", async (_, greeting, bytes) => {
  const port = await listen((_received, write) => {
    write(greeting);
    write(bytes);
  });
  expect(await readSshHostKey("127.0.0.1", port, TIMEOUT_MS)).toBeNull();
});

test("nobody there, or nobody who speaks, is no key either", async () => {
  const port = await listen(() => {});
  expect(await readSshHostKey("127.0.0.1", port, 50)).toBeNull();
  server?.close();
  expect(await readSshHostKey("127.0.0.1", 1, TIMEOUT_MS)).toBeNull();
});
