import { createHash } from "node:crypto";
import sshpk from "sshpk";

export const SSH_KEY_MAX_BYTES = 16 * 1024;
const rsaMinBits = 2_048;

const plainTypes = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
] as const;
const hardwareTypes: Record<string, { inner: string; curve: boolean }> = {
  "sk-ssh-ed25519@openssh.com": { inner: "ssh-ed25519", curve: false },
  "sk-ecdsa-sha2-nistp256@openssh.com": { inner: "ecdsa-sha2-nistp256", curve: true },
};
const looksLikeType = /^(ssh|sk|ecdsa|x509v3|rsa|dsa|ed25519)[a-z0-9-]*(@[a-z0-9.]+)?$/;

export interface SshKey {
  keyType: string;
  /** `type base64`, as authorized_keys takes it. */
  publicKey: string;
  fingerprint: string;
}
export type SshKeyResult = { ok: true; key: SshKey } | { ok: false; reason: string };

const refuse = (reason: string): SshKeyResult => ({ ok: false, reason });

/** One OpenSSH public key line, or why it is not one. What it returns is rebuilt from the key: nothing of the input's options or comment is left. */
export function parseSshKey(text: string): SshKeyResult {
  if (Buffer.byteLength(text) > SSH_KEY_MAX_BYTES)
    return refuse("This is larger than 16 kB: it is not one public key.");
  const given = text.trim();
  const fault = findShapeFault(given);
  if (fault) return refuse(fault);
  const [keyType = "", base64 = ""] = given.split(/[ \t]+/);
  const typeFault = findTypeFault(keyType);
  if (typeFault) return refuse(typeFault);
  if (!base64) return refuse(`After ${keyType} the key itself is missing. Paste the whole line of the .pub file.`);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0)
    return refuse("The base64 part of the key is damaged or cut off. Copy the whole line again.");
  return readBlob(keyType, Buffer.from(base64, "base64"));
}

function findShapeFault(given: string): string | null {
  if (given === "") return "Paste a public key: the one line of a file such as ~/.ssh/id_ed25519.pub.";
  if (/PRIVATE KEY/.test(given) || given.startsWith("PuTTY-User-Key-File"))
    return "This is a private key. Never paste it anywhere; replace it if it has left your machine. Paste the .pub file.";
  if (/^---- ?BEGIN SSH2 PUBLIC KEY/.test(given))
    return "This is in SSH2 (RFC 4716) format. Convert it: ssh-keygen -i -f key.pub, and paste the line it prints.";
  if (/^-----BEGIN/.test(given))
    return "This is in PEM format. Convert it: ssh-keygen -i -m PKCS8 -f key.pem, and paste the line it prints.";
  if (/[\r\n]/.test(given)) return "These are several lines. Add one key at a time, on one line.";
  if (/^(SHA256|MD5):/.test(given)) return "This is a fingerprint, not the key. Paste the line of the .pub file.";
  return null;
}

function findTypeFault(keyType: string): string | null {
  if (keyType === "ssh-dss") return "DSA keys are broken and no longer accepted. Make one with ssh-keygen -t ed25519.";
  if (/-cert-v\d+@openssh\.com$/.test(keyType)) return "This is a certificate. Paste the public key that it certifies.";
  if ((plainTypes as readonly string[]).includes(keyType) || keyType in hardwareTypes) return null;
  if (looksLikeType.test(keyType)) return `${keyType} is not a key type that we accept. Use ssh-keygen -t ed25519.`;
  if (/[="]|^(no-|restrict|cert-authority|agent-forwarding|pty|user-rc)/.test(keyType))
    return "Options before the key are not accepted. Begin with the key's type, such as ssh-ed25519.";
  return "This is not an OpenSSH public key. It begins with its type, such as ssh-ed25519 or ssh-rsa.";
}

function readBlob(keyType: string, blob: Buffer): SshKeyResult {
  const hardware = hardwareTypes[keyType];
  const key = hardware ? parseHardwareBlob(keyType, hardware, blob) : parsePlain(keyType, blob);
  if (!key) return refuse("The key is damaged, cut off or not of the type it names. Copy the whole line again.");
  if (key.type === "rsa" && key.size < rsaMinBits)
    return refuse(`This RSA key has ${key.size} bits; ${rsaMinBits} is the least. Better: ssh-keygen -t ed25519.`);
  const fingerprint = `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
  return { ok: true, key: { keyType, publicKey: `${keyType} ${blob.toString("base64")}`, fingerprint } };
}

/** sshpk ignores what follows a key in its blob, so the key must write back to the bytes that it was read from. */
function parsePlain(keyType: string, blob: Buffer): sshpk.Key | null {
  try {
    const key = sshpk.parseKey(`${keyType} ${blob.toString("base64")}`, "ssh");
    return key.toBuffer("rfc4253", {}).equals(blob) ? key : null;
  } catch {
    return null;
  }
}

/** A key on a security token is the plain key and an application name behind it (OpenSSH PROTOCOL.u2f); sshpk knows the former. */
function parseHardwareBlob(keyType: string, shape: { inner: string; curve: boolean }, blob: Buffer): sshpk.Key | null {
  const strings = readStrings(blob);
  if (!strings || strings.length !== (shape.curve ? 4 : 3)) return null;
  const application = strings.at(-1)?.toString("utf8") ?? "";
  if (strings[0]?.toString("utf8") !== keyType || !/^ssh:[\x20-\x7e]*$/.test(application)) return null;
  return parsePlain(shape.inner, Buffer.concat([Buffer.from(shape.inner), ...strings.slice(1, -1)].map(writeString)));
}

function readStrings(blob: Buffer): Buffer[] | null {
  const strings: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return null;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return null;
    strings.push(blob.subarray(at + 4, end));
    at = end;
  }
  return strings;
}

function writeString(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}
