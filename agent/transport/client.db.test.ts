import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { closeNotifications } from "@/db/notifications";
import { hosts } from "@/db/schema";
import { askKeyReplacement } from "@/lib/fleet/ask-key-replacement";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { agentReport, hostFacts } from "@/lib/fleet/testing/agent";
import { createTestFleet } from "@/lib/fleet/testing/site";
import { webDatabase } from "@/lib/web/database";
import { openStateDir } from "../state";
import { temporaryDir } from "../testing/process";
import { type ServedApi, serveAgentApi } from "../testing/served-api";
import { createClient, enrol } from "./client";
import { enrolmentProof } from "./key";
import { KeyRing } from "./key-ring";
import { PlatformTime } from "./platform-time";
import { RunCounter } from "./run-counter";

let fleet: Awaited<ReturnType<typeof createTestFleet>>;
let api: ServedApi;
let dir = "";
let hostId = "";
let serial = 0;

beforeAll(async () => {
  fleet = await createTestFleet();
  api = await serveAgentApi();
});
beforeEach(async () => {
  vi.stubEnv("DATABASE_URL", fleet.database.url);
  api.intercept = null;
  api.afterwards = null;
  serial += 1;
  dir = temporaryDir("client");
  const { token } = await mintEnrolmentToken(fleet.operator.ctx, { siteId: fleet.siteId, hostName: `gpu-${serial}` });
  const key = await (await openStateDir(dir)).key();
  const proof = enrolmentProof(key, token);
  ({ hostId } = await enrol(api.url, { token, publicKey: key.publicKey, proof, facts: hostFacts(), accelerators: [] }));
  return () => rmSync(dir, { recursive: true, force: true });
});
afterAll(async () => {
  api.close();
  await closeNotifications();
  vi.stubEnv("DATABASE_URL", fleet.database.url);
  await webDatabase().close();
  await fleet.database.close();
});

/** An agent's process as far as it speaks with the platform: started anew on the same state. */
async function start({ clockOffMs = 0 } = {}) {
  const state = await openStateDir(dir);
  const keys = new KeyRing(state, await state.key(), await state.findNextKey());
  const run = new RunCounter(await state.nextRun(), (above) => state.nextRun(above));
  const time = new PlatformTime(undefined, () => Date.now() + clockOffMs);
  const asked = { times: 0 };
  const onKeyAsked = () => {
    asked.times += 1;
  };
  const client = createClient({ base: api.url, hostId, keys, run, time, onKeyAsked });
  const beat = () => client.report(agentReport({ sentAt: new Date(Date.now() + clockOffMs).toISOString() }));
  return { client, beat, keys, run, asked, poll: () => client.desired(0, 0) };
}

async function readHost() {
  const [host] = await fleet.database.db.select().from(hosts).where(eq(hosts.id, hostId));
  return host!;
}

const MINUTE_MS = 60_000;

test.each([-1_440, -11, -10, 10, 11, 1_440])(
  "a host whose clock is %i min off is heard from its first message",
  async (minutes) => {
    const offMs = minutes * MINUTE_MS;
    const { beat, poll } = await start({ clockOffMs: offMs });
    await poll();
    await beat();
    await beat();
    expect(Math.abs((await readHost()).clockOffsetMs - offMs)).toBeLessThan(2_000);
  },
);

test("a key is replaced when the operator asks, and the one before is refused from then on", async () => {
  const before = await start();
  await before.beat();
  const old = before.keys.active.publicKey;
  await askKeyReplacement(fleet.operator.ctx, { hostId });
  await before.poll();
  expect(before.asked.times).toBe(1);
  await before.client.replaceKey();
  await before.beat();
  await before.beat();
  expect(before.asked.times).toBe(1);
  const { publicKey, nextPublicKey, keyRotationAskedAt } = await readHost();
  expect([publicKey, nextPublicKey, keyRotationAskedAt]).toEqual([before.keys.active.publicKey, null, null]);
  expect(publicKey).not.toBe(old);
  const after = await start();
  expect(after.keys.active.publicKey).toBe(publicKey);
  await after.beat();
});

const isKeyRequest = (request: Request) => new URL(request.url).pathname.endsWith("/key");

/** How a process ends in the middle of replacing its key: what the platform knows by then, and what is on disk. */
const killed: Record<string, () => Promise<void>> = {
  "before it asked": async () => {
    await (await openStateDir(dir)).nextKey();
  },
  "before the platform heard": async () => {
    api.intercept = (request) => (isKeyRequest(request) ? new Response(null, { status: 502 }) : null);
    await expect((await start()).client.replaceKey()).rejects.toThrow("502");
    api.intercept = null;
  },
  "before it heard the answer": async () => {
    const { client } = await start();
    let isLost = false;
    api.afterwards = (request) => {
      if (isKeyRequest(request) && !isLost) isLost = true;
    };
    await client.replaceKey();
    api.afterwards = null;
    expect(isLost).toBe(true);
  },
  "after the new key was taken, before it was made the key on disk": async () => {
    const state = await openStateDir(dir);
    const store = { nextKey: () => state.nextKey(), promoteNextKey: () => Promise.reject(new Error("killed")) };
    const keys = new KeyRing(store, await state.key(), null);
    const run = new RunCounter(await state.nextRun(), (above) => state.nextRun(above));
    const client = createClient({ base: api.url, hostId, keys, run });
    await client.replaceKey();
    await expect(client.report(agentReport())).rejects.toThrow("killed");
  },
};

test.each(Object.keys(killed))(
  "an agent that is killed %s is heard again, and comes through with its next key",
  async (when) => {
    const old = (await readHost()).publicKey;
    await killed[when]!();
    const again = await start();
    expect(again.keys.isUnfinished).toBe(true);
    await again.beat();
    await again.client.replaceKey();
    await again.beat();
    const { publicKey, nextPublicKey } = await readHost();
    expect(publicKey).not.toBe(old);
    expect(nextPublicKey).toBe(null);
    expect((await (await openStateDir(dir)).key()).publicKey).toBe(publicKey);
  },
);

test("an agent whose state comes from a backup goes on after the last run, on both channels at once", async () => {
  for (let runs = 0; runs < 4; runs++) await (await start()).beat();
  writeFileSync(join(dir, "run"), "1\n");
  const restored = await start();
  await Promise.all([restored.beat(), restored.poll()]);
  expect(restored.run.current).toBe(5);
  await Promise.all([restored.beat(), restored.poll()]);
  expect((await readHost()).lockedAt).toBe(null);
  expect((await start()).run.current).toBe(6);
});

test("a process that another has followed does not go past it", async () => {
  const first = await start();
  await first.beat();
  await (await start()).beat();
  await expect(first.beat()).rejects.toMatchObject({ refusal: "order" });
  expect(first.run.current).toBe(1);
});
