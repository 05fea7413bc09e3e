import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseSshKey } from "./ssh-key";

let home = "";
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "ssh-key-test-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function generate(type: string, bits?: number): { line: string; privateKey: string; file: string } {
  const file = path.join(home, `${type}-${randomBytes(4).toString("hex")}`);
  const size = bits ? ["-b", String(bits)] : [];
  execFileSync("ssh-keygen", ["-q", "-t", type, ...size, "-N", "", "-C", "a comment", "-f", file]);
  return { line: readFileSync(`${file}.pub`, "utf8"), privateKey: readFileSync(file, "utf8"), file };
}

const wire = (parts: (string | Buffer)[]) =>
  Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(part));
      return [length, Buffer.from(part)];
    }),
  );

const fingerprintOf = (line: string) => {
  const file = path.join(home, randomBytes(4).toString("hex"));
  writeFileSync(file, `${line}\n`);
  return execFileSync("ssh-keygen", ["-lf", file], { encoding: "utf8" }).split(" ")[1];
};

const reasonOf = (text: string) => {
  const result = parseSshKey(text);
  return result.ok ? `accepted ${result.key.keyType}` : result.reason;
};

test.each([
  ["ed25519", undefined],
  ["rsa", 2048],
  ["rsa", 3072],
  ["ecdsa", 256],
  ["ecdsa", 384],
  ["ecdsa", 521],
] as const)("%s %s from ssh-keygen is taken, with the fingerprint that ssh-keygen prints", (type, bits) => {
  const { line } = generate(type, bits);
  const result = parseSshKey(`  ${line}\r\n`);
  if (!result.ok) throw new Error(result.reason);
  expect(result.key.publicKey).toBe(line.split(" ").slice(0, 2).join(" "));
  expect(result.key.keyType).toBe(line.split(" ")[0]);
  expect(result.key.fingerprint).toBe(fingerprintOf(line));
});

test("keys on a security token are taken", () => {
  const point = Buffer.from(generate("ecdsa", 256).line.split(" ")[1] as string, "base64").subarray(-65);
  const ed = "sk-ssh-ed25519@openssh.com";
  const ec = "sk-ecdsa-sha2-nistp256@openssh.com";
  const lines = [
    `${ed} ${wire([ed, randomBytes(32), "ssh:"]).toString("base64")}`,
    `${ec} ${wire([ec, "nistp256", point, "ssh:yubikey"]).toString("base64")}`,
  ];
  for (const line of lines) {
    const result = parseSshKey(`${line} token`);
    if (!result.ok) throw new Error(result.reason);
    expect(result.key).toEqual({ keyType: line.split(" ")[0], publicKey: line, fingerprint: fingerprintOf(line) });
  }
  const truncated = wire([ed, randomBytes(31), "ssh:"]).toString("base64");
  expect(reasonOf(`${ed} ${truncated}`)).toMatch(/damaged/);
  expect(reasonOf(`${ed} ${wire([ed, randomBytes(32)]).toString("base64")}`)).toMatch(/damaged/);
});

test("what is no single public key is refused with its reason", () => {
  const { line, privateKey, file } = generate("ed25519");
  const [type, base64] = line.trim().split(" ") as [string, string];
  const pem = execFileSync("ssh-keygen", ["-e", "-m", "PKCS8", "-f", `${generate("rsa", 2048).file}.pub`], {
    encoding: "utf8",
  });
  const rfc4716 = execFileSync("ssh-keygen", ["-e", "-f", `${file}.pub`], { encoding: "utf8" });
  const trailing = Buffer.concat([Buffer.from(base64, "base64"), Buffer.from("more")]).toString("base64");
  const cases: [string, RegExp][] = [
    ["", /Paste a public key/],
    [privateKey, /private key/],
    ["PuTTY-User-Key-File-3: ssh-ed25519", /private key/],
    [pem, /PEM/],
    [rfc4716, /RFC 4716/],
    [`${line}${line}`, /several lines/],
    [`command="id" ${line}`, /Options before the key/],
    [`no-pty,from="10.0.0.1" ${line}`, /Options before the key/],
    [`restrict ${line}`, /Options before the key/],
    [base64, /begins with its type/],
    ["hello world", /begins with its type/],
    [type, /key itself is missing/],
    [`${type} ${base64.slice(0, 40)}`, /damaged/],
    [`${type} ${base64.slice(0, 41)}`, /damaged/],
    [`${type} ${base64.slice(0, -4)}!!!!`, /damaged/],
    [`${type} ${trailing}`, /damaged/],
    [`ssh-rsa ${base64}`, /damaged/],
    [`ssh-foo ${base64}`, /ssh-foo is not a key type/],
    [`ssh-ed25519-cert-v01@openssh.com ${base64}`, /certificate/],
    ["SHA256:BUzG9IMbOKkgAwoq6w4ACiFRnQzZxwuRNDp+nwg0qhE", /fingerprint/],
    [generate("rsa", 1024).line, /1024 bits/],
    [`ssh-dss ${base64}`, /DSA/],
    [`${type} ${"A".repeat(16 * 1024)}`, /16 kB/],
  ];
  for (const [text, reason] of cases) expect(reasonOf(text), text.slice(0, 60)).toMatch(reason);
});
