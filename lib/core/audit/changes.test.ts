import { expect, test } from "vitest";
import { changedFields, LEFT_OUT, toRecordable } from "./changes";

test.each([
  "password",
  "passwordHash",
  "password_hash",
  "token",
  "tokenHash",
  "accessToken",
  "secret",
  "clientSecret",
  "webhookSecrets",
  "privateKey",
  "private_key",
  "apiKey",
  "recoveryCodes",
  "totpSecret",
  "cookie",
  "authorization",
  "accountNumber",
  "iban",
])("the value of %s is in no record, however deep", (name) => {
  const given = { [name]: "s3cret", nested: { list: [{ [name]: ["s3cret"] }] } };
  expect(JSON.stringify(toRecordable(given))).not.toContain("s3cret");
});

test.each([
  "sk_live_51Habcdefgh",
  "whsec_abcdefghijk",
  "$argon2id$v=19$m=65536",
  "-----BEGIN OPENSSH PRIVATE KEY-----",
  "Bearer abcdefghijklmnop",
])("a text that is a secret is left out wherever it stands: %s", (value) => {
  expect(toRecordable({ note: value })).toEqual({ note: LEFT_OUT });
});

test("what only names a secret is kept", () => {
  const kept = { tokenId: "enr_1", fingerprint: "SHA256:abc", keyType: "ssh-ed25519", apiKeyId: "apk_1" };
  expect(toRecordable(kept)).toEqual(kept);
});

test("values are such that every reader of JSON reads the same", () => {
  const at = new Date("2026-11-28T12:00:00.250Z");
  expect(toRecordable({ micros: 2n ** 60n, at, half: 0.5, whole: 3, none: undefined, empty: null })).toEqual({
    micros: "1152921504606846976",
    at: "2026-11-28T12:00:00.250Z",
    half: "0.5",
    whole: 3,
    empty: null,
  });
});

test("of two states only what differs is told, a changed secret without its values", () => {
  const before = { name: "a", limit: 5n, tags: { b: 1, a: 2 }, password: "old", gone: true };
  const after = { name: "a", limit: 6n, tags: { a: 2, b: 1 }, password: "new" };
  const changed = changedFields(before, after);
  expect(changed).toEqual({
    before: { limit: 5n, password: "old", gone: true },
    after: { limit: 6n, password: "new" },
  });
  expect(toRecordable(changed.after)).toEqual({ limit: "6", password: LEFT_OUT });
});
