import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { signingString } from "@/lib/core/contracts/agent";
import { enrolmentProof, generateKey, readKey } from "./key";

const verifies = (publicKey: string, text: string, signature: string) => {
  const x = Buffer.from(publicKey, "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
};

const parts = {
  method: "get",
  path: "/api/agent/v1/desired?after=3&waitMs=20000",
  hostId: "hst_1",
  timestamp: "2026-11-24T00:00:00.000Z",
  channel: "desired" as const,
  run: 2,
  seq: 7,
  bodySha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};

test("a request's signature holds for the raw public key and for no other request", () => {
  const key = generateKey();
  const signature = key.sign(signingString(parts));
  expect(Buffer.from(key.publicKey, "base64")).toHaveLength(32);
  expect(verifies(key.publicKey, signingString(parts), signature)).toBe(true);
  for (const other of [{ seq: 8 }, { run: 3 }, { path: "/api/agent/v1/report" }, { hostId: "hst_2" }]) {
    expect(verifies(key.publicKey, signingString({ ...parts, ...other }), signature)).toBe(false);
  }
});

test("a key read back from its file is the same key", () => {
  const key = generateKey();
  const again = readKey(key.pem);
  expect(again.publicKey).toBe(key.publicKey);
  expect(again.sign("x")).toBe(key.sign("x"));
});

test("the enrolment proof binds the token to the key", () => {
  const key = generateKey();
  const proof = enrolmentProof(key, "oh_enrol_abc");
  expect(verifies(key.publicKey, `openhall-enrol-v1\noh_enrol_abc\n${key.publicKey}`, proof)).toBe(true);
  expect(verifies(key.publicKey, `openhall-enrol-v1\noh_enrol_xyz\n${key.publicKey}`, proof)).toBe(false);
});
