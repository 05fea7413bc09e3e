import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { explainStuckEngine, mendStuckEngine, stuckNetworks } from "./engine-store";

/** Of a Docker 20.10.24 that was killed while it removed two networks, and panicked at each start after that. */
const store = gunzipSync(readFileSync(join(import.meta.dirname, "fixtures/stuck-store.db.gz")));
const names = (file: Buffer) => stuckNetworks(file).map(({ name }) => name);
const root = mkdtempSync(join(tmpdir(), "engine-store-"));
const path = join(root, "network/files/local-kv.db");
mkdirSync(join(root, "network/files"), { recursive: true });
writeFileSync(path, store);
afterAll(() => rmSync(root, { recursive: true }));

const refused = Object.assign(new Error(), { code: "ECONNREFUSED" });

test("the networks that an engine cannot start with are found in its store", () => {
  expect(names(store)).toEqual(["openhall-lse_port1", "openhall-lse_port0"]);
});

test("a store that is cut short, empty or somebody else's accuses no network", () => {
  for (const file of [Buffer.alloc(0), Buffer.alloc(8_192, 0xff), store.subarray(0, 5_000), store.subarray(4_096)])
    expect(names(file)).toEqual([]);
});

test("an engine that answers with a fault, or whose store is elsewhere, is not taken for one that cannot start", async () => {
  expect(await explainStuckEngine(refused, async () => root)).toMatchObject({
    says: expect.stringContaining("openhall-lse_port1"),
  });
  expect(await explainStuckEngine(new Error("HTTP code 500"), async () => root)).toBeNull();
  expect(await explainStuckEngine(refused, async () => join(root, "elsewhere"))).toBeNull();
});

test("a store is mended in place, without moving a byte of what else is in it, and kept as it was beside", async () => {
  const { mended, copy } = await mendStuckEngine(root);
  expect(mended).toEqual(["openhall-lse_port1", "openhall-lse_port0"]);
  expect(readFileSync(copy).equals(store)).toBe(true);
  const after = readFileSync(path);
  expect(names(after)).toEqual([]);
  expect(after).toHaveLength(store.length);
  const changed = [...after.keys()].filter((index) => after[index] !== store[index]).length;
  expect(changed).toBeGreaterThan(0);
  expect(changed).toBeLessThan(250);
  expect((await mendStuckEngine(root)).mended).toEqual([]);
});

test("an engine whose data is not there is told so", async () => {
  await expect(mendStuckEngine(join(root, "elsewhere"))).rejects.toThrow("--engine-root");
});
