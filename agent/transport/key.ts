import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface AgentKey {
  /** Base64 of the raw 32 bytes. */
  publicKey: string;
  /** Base64 of the ed25519 signature over the text's UTF-8 bytes. */
  sign(text: string): string;
  /** PKCS#8, for the state directory. */
  pem: string;
}

function fromKeyObject(privateKey: KeyObject): AgentKey {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (privateKey.asymmetricKeyType !== "ed25519" || !x) throw new Error("not an ed25519 key");
  return {
    publicKey: Buffer.from(x, "base64url").toString("base64"),
    sign: (text) => sign(null, Buffer.from(text, "utf8"), privateKey).toString("base64"),
    pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

export const generateKey = () => fromKeyObject(generateKeyPairSync("ed25519").privateKey);

export const readKey = (pem: string) => fromKeyObject(createPrivateKey(pem));

export const enrolmentProof = (key: AgentKey, token: string) =>
  key.sign(`openhall-enrol-v1\n${token}\n${key.publicKey}`);
