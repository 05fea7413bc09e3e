import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { keyRing } from "./key-ring";
import { isSealedAnew, seal, unseal } from "./seal";

const place = { table: "totp_factors", column: "secret", rowId: "tfa_1" };
const ring = (...versions: string[]) => versions.map((v) => `${v}:${randomBytes(32).toString("base64")}`).join(",");

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
  vi.stubEnv("OPENHALL_KEY_RING", ring("v1"));
});

test("what was sealed opens at its place, and no two seals are alike", () => {
  const one = seal("pässword ✓", place);
  expect(one).not.toContain("pässword");
  expect(unseal(one, place)).toBe("pässword ✓");
  expect(seal("pässword ✓", place)).not.toBe(one);
});

test.each([
  ["row", { ...place, rowId: "tfa_2" }],
  ["column", { ...place, column: "other" }],
  ["table", { ...place, table: "payout_accounts" }],
])("a ciphertext moved to another %s does not open", (_what, elsewhere) => {
  expect(() => unseal(seal("x", place), elsewhere)).toThrow("changed or moved");
});

test("not one bit of it can be changed", () => {
  const sealed = seal("secret", place);
  const [prefix, version, body] = sealed.split(":") as [string, string, string];
  const bytes = Buffer.from(body, "base64url");
  for (let i = 0; i < bytes.length * 8; i += 1) {
    const changed = Buffer.from(bytes);
    changed[i >> 3]! ^= 1 << (i & 7);
    expect(() => unseal(`${prefix}:${version}:${changed.toString("base64url")}`, place)).toThrow("changed or moved");
  }
});

test("a text cut short or of another form is refused, not read as plain", () => {
  for (const text of ["", "hunter2", "sealed:v1:", "sealed:v1:AAAA", "sealed:v9:AAAA"])
    expect(() => unseal(text, place)).toThrow("A secret of totp_factors");
});

describe("a new key on the ring", () => {
  test("seals what comes, opens what was, and a version said of a text is part of what is sealed", () => {
    const old = seal("x", place);
    const [, kept = ""] = (process.env.OPENHALL_KEY_RING as string).split(":");
    vi.stubEnv("OPENHALL_KEY_RING", `${ring("v2")},v1:${kept}`);
    expect(unseal(old, place)).toBe("x");
    expect([isSealedAnew(old), isSealedAnew(seal("x", place))]).toEqual([false, true]);
    vi.stubEnv("OPENHALL_KEY_RING", `v2:${kept}`);
    expect(() => unseal(old, place)).toThrow("not on the ring");
    expect(() => unseal(old.replace("v1", "v2"), place)).toThrow("changed or moved");
  });

  test("without a ring the platform's secret is the source of one key", () => {
    vi.stubEnv("OPENHALL_KEY_RING", "");
    const sealed = seal("x", place);
    expect(sealed).toMatch(/^sealed:derived:/);
    vi.stubEnv("OPENHALL_KEY_RING", ring("v1"));
    expect(unseal(sealed, place)).toBe("x");
    vi.stubEnv("NEXTAUTH_SECRET", "another secret of more than thirty-two characters");
    expect(() => unseal(sealed, place)).toThrow("changed or moved");
  });

  test.each(["v1", "v1:short", "V1:AAAA", `${ring("v1")},${ring("v1")}`, ring("derived")])(
    "a ring such as %s is refused",
    (text) => {
      vi.stubEnv("OPENHALL_KEY_RING", text);
      expect(keyRing).toThrow("OPENHALL_KEY_RING");
    },
  );
});
