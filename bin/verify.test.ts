import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { canonicalJson } from "@/lib/core/receipts/canonical-json";
import { RECEIPT_FORMAT, type ReceiptHead, type ReceiptRecord } from "@/lib/core/receipts/receipt";
import { totalsOf } from "@/lib/core/receipts/recompute";
import { sealReceipt } from "@/lib/core/receipts/seal";

const dir = mkdtempSync(path.join(os.tmpdir(), "openhall-verify-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 10) + second * 1_000).toISOString();

const records: ReceiptRecord[] = [
  {
    type: "event",
    seq: 1,
    source: "customer",
    kind: "lease.requested",
    toState: "requested",
    message: "Launch requested",
    at: at(0),
  },
  { type: "interval", id: "ivl_1", state: "running", sku: "h100-sxm-80.x1", units: 1, from: at(0), to: at(60) },
  { type: "rate", id: "rat_1", sku: "h100-sxm-80.x1", microsPerUnitHour: "3600000", from: at(0), to: null },
  {
    type: "segment",
    intervalId: "ivl_1",
    state: "running",
    sku: "h100-sxm-80.x1",
    units: 1,
    from: at(0),
    to: at(60),
    rateId: "rat_1",
    amountMicros: "60000",
    taxRateId: null,
    taxMicros: "0",
    conversionId: null,
    chargeMicros: "60000",
    zeroReason: null,
    transaction: "ltx_1",
  },
];

function receiptFile(name: string, change: (text: string) => string = (text) => text): string {
  const head: ReceiptHead = {
    format: RECEIPT_FORMAT,
    side: "customer",
    issuer: "Openhall",
    issuedAt: at(100),
    lease: {
      id: "lse_1",
      name: "trainer",
      sku: "h100-sxm-80.x1",
      accelerators: 1,
      site: "Hall",
      country: "IS",
      simulated: false,
      state: "ended",
      endReason: "Stopped by the customer",
      requestedAt: at(0),
      runningAt: at(0),
      endedAt: at(60),
      billedFrom: at(0),
      billedThrough: at(60),
      currency: "USD",
      billingCurrency: "USD",
    },
    totals: totalsOf(records),
    summary: "$0.060000 is charged for 1m 00s of billed time.",
  };
  const file = path.join(dir, name);
  writeFileSync(
    file,
    change(JSON.stringify(sealReceipt(head, records, generateKeyPairSync("ed25519").privateKey), null, 2)),
  );
  return file;
}

function verify(...args: string[]) {
  const root = path.dirname(import.meta.dirname);
  return spawnSync("node_modules/.bin/tsx", ["bin/verify.ts", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env.PATH, NODE_ENV: "test" },
  });
}

test("a sound receipt passes without a database, and the command says what it proves and what it does not", () => {
  const { status, stdout } = verify(receiptFile("sound.json"));
  expect(stdout).toContain("The receipt is sound. It proves:");
  expect(stdout).toContain("the charge is $0.060000 for 1m 00s");
  expect(stdout).toMatch(/It does not prove:\n {2}- That the key is the platform's/);
  expect(status).toBe(0);
}, 60_000);

test("an edited one fails with exit 1, and what is no receipt with exit 2 and the reason", () => {
  const edited = verify(
    receiptFile("edited.json", (text) => text.replaceAll('"60000"', '"50000"')),
    "--json",
  );
  expect(edited.status).toBe(1);
  expect(JSON.parse(edited.stdout)).toMatchObject({ ok: false, proves: [] });
  const other = path.join(dir, "other.json");
  writeFileSync(other, '{"format":"something else"}');
  expect(verify(other)).toMatchObject({ status: 2, stderr: expect.stringContaining("is not a receipt: format") });
  expect(verify(path.join(dir, "absent.json"))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("cannot be read"),
  });
  expect(verify()).toMatchObject({ status: 2, stderr: expect.stringContaining("npm run verify") });
}, 60_000);

test("one value has one text, whatever the order its keys came in", () => {
  expect(canonicalJson({ b: [1, null, "ü\n"], a: { d: true, c: undefined } })).toBe(
    '{"a":{"d":true},"b":[1,null,"ü\\n"]}',
  );
  expect(() => canonicalJson({ a: 0.1 })).toThrow(RangeError);
  expect(() => canonicalJson(1n)).toThrow(RangeError);
});
