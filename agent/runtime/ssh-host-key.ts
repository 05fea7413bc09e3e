import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes, verify } from "node:crypto";
import { connect } from "node:net";
import { SSH_HOST_KEY_TYPE } from "@/lib/core/contracts/ssh-host-key";

/** Message numbers and payloads: RFC 4253 (packets, key exchange), 5656 (elliptic curves), 8731 (curve25519), 8709 (ed25519). */
const KEXINIT = 20;
const ECDH_INIT = 30;
const ECDH_REPLY = 31;
const DISCONNECT = 1;
const LARGEST_BYTES = 64 * 1024;
const OUR_GREETING = "SSH-2.0-Openhall_agent";

/** In our own encodings of raw keys. */
const X25519_DER = Buffer.from("302a300506032b656e032100", "hex");
const ED25519_DER = Buffer.from("302a300506032b6570032100", "hex");

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const asString = (content: Buffer | string) => {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([uint32(bytes.length), bytes]);
};

/** RFC 4251, 5: positive, without leading zeros. */
function asMpint(bytes: Buffer): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0);
  const shortest = from === -1 ? Buffer.alloc(0) : bytes.subarray(from);
  return asString((shortest[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), shortest]) : shortest);
}

/** Before the keys are taken into use: padded to eight bytes, without a MAC. */
function packet(payload: Buffer): Buffer {
  const short = 8 - ((payload.length + 5) % 8);
  const filled = short < 4 ? short + 8 : short;
  return Buffer.concat([uint32(payload.length + filled + 1), Buffer.from([filled]), payload, randomBytes(filled)]);
}

function kexInit(): Buffer {
  const ciphers = "aes128-ctr,aes256-ctr,chacha20-poly1305@openssh.com,aes256-gcm@openssh.com";
  const macs = "hmac-sha2-256,hmac-sha2-256-etm@openssh.com,hmac-sha2-512";
  const lists = ["curve25519-sha256,curve25519-sha256@libssh.org", SSH_HOST_KEY_TYPE, ciphers, ciphers, macs, macs];
  const names = [...lists, "none", "none", "", ""].map(asString);
  return Buffer.concat([Buffer.from([KEXINIT]), randomBytes(16), ...names, Buffer.alloc(5)]);
}

function readStrings(bytes: Buffer, count: number): Buffer[] | null {
  const strings: Buffer[] = [];
  for (let at = 0; strings.length < count; ) {
    const end = at + 4 > bytes.length ? Number.POSITIVE_INFINITY : at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}

/** What has come of the server's side: its greeting, once whole, and the payloads of its packets. */
function split(received: Buffer): { greeting: string; payloads: Buffer[] } | null {
  const end = received.indexOf("\n");
  if (end === -1) return null;
  const greeting = received.subarray(0, end).toString("latin1").replace(/\r$/, "");
  const payloads: Buffer[] = [];
  for (let at = end + 1; at + 5 <= received.length; ) {
    const length = received.readUInt32BE(at);
    if (at + 4 + length > received.length) break;
    payloads.push(received.subarray(at + 5, at + 4 + length - (received[at + 4] ?? 0)));
    at += 4 + length;
  }
  return { greeting, payloads };
}

interface Exchange {
  greeting: string;
  serverInit: Buffer;
  ourInit: Buffer;
  ours: ReturnType<typeof generateKeyPairSync>;
  ourPoint: Buffer;
}

/** The key, where the server has proven that it holds it: by its signature over all that was said. */
function provenKey(reply: Buffer, exchange: Exchange): string | null {
  const [blob, point, signature] = readStrings(reply.subarray(1), 3) ?? [];
  const [type, raw] = (blob && readStrings(blob, 2)) ?? [];
  const [, proof] = (signature && readStrings(signature, 2)) ?? [];
  if (!blob || !proof || point?.length !== 32 || raw?.length !== 32 || type?.toString() !== SSH_HOST_KEY_TYPE)
    return null;
  const theirs = createPublicKey({ key: Buffer.concat([X25519_DER, point]), format: "der", type: "spki" });
  const shared = diffieHellman({ privateKey: exchange.ours.privateKey, publicKey: theirs });
  const said = [OUR_GREETING, exchange.greeting, exchange.ourInit, exchange.serverInit, blob, exchange.ourPoint, point];
  const hash = createHash("sha256")
    .update(Buffer.concat([...said.map(asString), asMpint(shared)]))
    .digest();
  const key = createPublicKey({ key: Buffer.concat([ED25519_DER, raw]), format: "der", type: "spki" });
  return verify(null, hash, key, proof) ? `${SSH_HOST_KEY_TYPE} ${blob.toString("base64")}` : null;
}

/**
 * The ed25519 key that an SSH server proves to hold, as a line of known_hosts has it; null where it has none, or does not say in time.
 * The first half of a key exchange, and nothing of a login.
 */
export function readSshHostKey(host: string, port: number, timeoutMs: number): Promise<string | null> {
  return new Promise((settle) => {
    const ours = generateKeyPairSync("x25519");
    const ourPoint = ours.publicKey.export({ format: "der", type: "spki" }).subarray(X25519_DER.length);
    const ourInit = kexInit();
    let received = Buffer.alloc(0);
    const socket = connect({ host, port });
    const finish = (key: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      settle(key);
    };
    const timer = setTimeout(() => finish(null), timeoutMs);
    socket.once("connect", () => {
      socket.write(`${OUR_GREETING}\r\n`);
      const point = Buffer.concat([Buffer.from([ECDH_INIT]), asString(ourPoint)]);
      socket.write(Buffer.concat([packet(ourInit), packet(point)]));
    });
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const { greeting, payloads } = split(received) ?? { greeting: "", payloads: [] };
      const find = (type: number) => payloads.find((payload) => payload[0] === type);
      const [serverInit, reply] = [find(KEXINIT), find(ECDH_REPLY)];
      if (serverInit && reply) finish(tryKey(reply, { greeting, serverInit, ourInit, ours, ourPoint }));
      else if (received.length > LARGEST_BYTES || find(DISCONNECT)) finish(null);
    });
    socket.once("error", () => finish(null));
    socket.once("close", () => finish(null));
  });
}

/** Points of low order, and bytes that are no key, are refused by the library. */
function tryKey(reply: Buffer, exchange: Exchange): string | null {
  try {
    return provenKey(reply, exchange);
  } catch {
    return null;
  }
}
