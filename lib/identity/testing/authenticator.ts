import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { PasskeyResponse } from "../passkeys";

const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest();

/** CBOR of what an attestation needs: small maps, texts, byte strings and small numbers. */
function cbor(value: number | string | Buffer | Map<number | string, unknown>): Buffer {
  const head = (major: number, size: number) => {
    if (size < 24) return Buffer.from([(major << 5) | size]);
    return size < 256
      ? Buffer.from([(major << 5) | 24, size])
      : Buffer.from([(major << 5) | 25, size >> 8, size & 255]);
  };
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, inner]) => [cbor(key), cbor(inner as string)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

interface Signing {
  origin?: string;
  /** Whether the person unlocked it. */
  verified?: boolean;
  counter?: number;
}

/** A security key made of the WebAuthn specification alone: what it signs is checked by the library that the product uses. */
export class Authenticator {
  readonly #id = randomBytes(32);
  readonly #key: { publicKey: KeyObject; privateKey: KeyObject };
  #counter = 0;

  constructor(readonly origin = "https://openhall.test") {
    this.#key = generateKeyPairSync("ec", { namedCurve: "P-256" });
  }

  #data(flags: number, counter: number, rest: Buffer = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(new URL(this.origin).hostname), Buffer.from([flags]), count, rest]);
  }

  #client(type: string, challenge: string, origin: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #answer(response: Record<string, unknown>): PasskeyResponse {
    const id = this.#id.toString("base64url");
    return { id, rawId: id, type: "public-key", response, clientExtensionResults: {} } as unknown as PasskeyResponse;
  }

  register(challenge: string, { origin = this.origin, verified = true }: Signing = {}): PasskeyResponse {
    const { x, y } = this.#key.publicKey.export({ format: "jwk" });
    const cose = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x!, "base64url")],
        [-3, Buffer.from(y!, "base64url")],
      ]),
    );
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.#id.length]), this.#id, cose]);
    const authData = this.#data(verified ? 0x45 : 0x41, this.#counter, attested);
    const attestation = cbor(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]),
    );
    return this.#answer({
      clientDataJSON: this.#client("webauthn.create", challenge, origin).toString("base64url"),
      attestationObject: attestation.toString("base64url"),
      transports: ["usb"],
    });
  }

  sign(challenge: string, { origin = this.origin, verified = true, counter }: Signing = {}): PasskeyResponse {
    this.#counter = counter ?? this.#counter + 1;
    const client = this.#client("webauthn.get", challenge, origin);
    const authData = this.#data(verified ? 0x05 : 0x01, this.#counter);
    const signature = createSign("sha256")
      .update(Buffer.concat([authData, sha256(client)]))
      .sign(this.#key.privateKey);
    return this.#answer({
      clientDataJSON: client.toString("base64url"),
      authenticatorData: authData.toString("base64url"),
      signature: signature.toString("base64url"),
    });
  }
}
