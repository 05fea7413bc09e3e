import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { codewordsOf } from "./codewords";
import { draw, qrCodeOf } from "./qr-code";

const asText = (grid: boolean[][]) => grid.map((row) => row.map((dark) => (dark ? "1" : "0")).join("")).join("\n");
const uri =
  "otpauth://totp/Openhall:ada%40example.test?issuer=Openhall&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30";

/** Drawn by qrcode-generator 1.5.2, an implementation that shares nothing with ours: text, version, mask, SHA-256 of the modules. */
const DRAWN: [string, number, number, string][] = [
  ["a", 1, 3, "8503acd70f562cac"],
  ["hello world", 1, 2, "851bd1031e2539fc"],
  ["x".repeat(26), 2, 0, "6b3c728f6da5c737"],
  ["x".repeat(60), 4, 0, "8903ac311430c993"],
  ["x".repeat(100), 6, 3, "57004a2bb3595724"],
  ["x".repeat(150), 8, 2, "9782fa7f0642d3e6"],
  ["x".repeat(190), 10, 2, "31abf0b9259722db"],
  ["x".repeat(220), 11, 2, "e3f3e277b34c2c4a"],
  ["x".repeat(280), 12, 2, "c59c1cd6176f5bd5"],
  [uri, 8, 2, "87a0739813a0bc3e"],
];

test.each(DRAWN)("%s is drawn as another implementation draws it", (text, version, mask, hash) => {
  const made = codewordsOf(text);
  expect(made.version).toBe(version);
  const drawn = asText(draw(version, made.codewords, mask));
  expect(createHash("sha256").update(drawn).digest("hex").slice(0, 16)).toBe(hash);
});

test("a mask is chosen of the eight, and a text too long is refused", () => {
  const { version, codewords } = codewordsOf(uri);
  const all = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => asText(draw(version, codewords, mask)));
  expect(new Set(all).size).toBe(8);
  expect(all).toContain(asText(qrCodeOf(uri)));
  expect(() => qrCodeOf("x".repeat(500))).toThrow(RangeError);
});
