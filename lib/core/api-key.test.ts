import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { API_KEY_PREFIX, formatApiKey, PUBLIC_ID_BYTES, parseApiKey, publicIdOf } from "./api-key";

const key = fc
  .tuple(
    fc.uint8Array({ minLength: PUBLIC_ID_BYTES, maxLength: PUBLIC_ID_BYTES }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
  )
  .map(([name, secret]) => ({ publicId: publicIdOf(name), text: formatApiKey(publicIdOf(name), secret) }));

test("every key says which it is, in 68 characters that scanners can match", () => {
  fc.assert(
    fc.property(key, ({ publicId, text }) => {
      expect(text).toMatch(/^oh_live_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}$/);
      expect(parseApiKey(text)).toEqual({ publicId });
    }),
  );
});

test("the checksum is the CRC-32 that everybody else computes", () => {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  fc.assert(
    fc.property(key, ({ text }) => {
      const said = [...text.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
      expect(said).toBe(crc32(text.slice(0, -6)));
    }),
  );
});

test("a key with one character changed is none", () => {
  const changed = fc.tuple(key, fc.nat(), fc.constantFrom(..."09AZaz_-"));
  fc.assert(
    fc.property(changed, ([{ text }, position, character]) => {
      const at = API_KEY_PREFIX.length + (position % (text.length - API_KEY_PREFIX.length));
      fc.pre(text[at] !== character);
      expect(parseApiKey(text.slice(0, at) + character + text.slice(at + 1))).toBeNull();
    }),
    { numRuns: 500 },
  );
});

test("two secrets make two keys, and what looks alike is none", () => {
  const name = publicIdOf(new Uint8Array(PUBLIC_ID_BYTES));
  expect(formatApiKey(name, new Uint8Array(32))).not.toBe(formatApiKey(name, new Uint8Array(32).fill(255)));
  for (const text of ["", "oh_live_", `oh_live_${"0".repeat(10)}_${"0".repeat(49)}`, " ", "Bearer x", "sk_live_1234"])
    expect(parseApiKey(text)).toBeNull();
});
