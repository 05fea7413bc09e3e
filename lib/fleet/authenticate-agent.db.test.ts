import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostChannels, hostEvents, hosts } from "@/db/schema";
import { at, testContext } from "@/db/testing/context";
import { authenticateAgent, MESSAGE_AGE_MS } from "./authenticate-agent";
import { TestAgent } from "./testing/agent";
import { createTestFleet, enrolTestHost } from "./testing/site";

type Fleet = Awaited<ReturnType<typeof createTestFleet>>;
let fleet: Fleet;
let caller: ReturnType<typeof testContext>;
let serial = 0;

beforeAll(async () => {
  fleet = await createTestFleet();
  caller = testContext(fleet.database.db, { type: "anonymous" });
});
afterAll(() => fleet.database.close());

function host() {
  serial += 1;
  return enrolTestHost(fleet.operator.ctx, { siteId: fleet.siteId, hostName: `gpu-${serial}` });
}

test("a signed message makes its host the actor", async () => {
  const { hostId, agent } = await host();
  const parts = agent.parts(hostId);
  expect(await authenticateAgent(caller, parts, agent.signParts(parts))).toEqual({
    actor: { type: "host", hostId, organizationId: fleet.operator.organizationId },
    mustReplaceKey: false,
    heard: null,
  });
});

test("a message is taken once, however many ask at once; an older one never", async () => {
  const { hostId, agent } = await host();
  const old = agent.parts(hostId);
  const parts = agent.parts(hostId);
  const signature = agent.signParts(parts);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => authenticateAgent(caller, parts, signature)),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
  await expect(authenticateAgent(caller, old, agent.signParts(old))).rejects.toMatchObject({ code: "conflict" });
});

test("channels count apart, and a restarted agent begins again at 1", async () => {
  const { hostId, agent } = await host();
  for (const change of [{ seq: 40 }, { channel: "desired" as const, seq: 1 }, { run: 2, seq: 1 }, { run: 2, seq: 2 }]) {
    const parts = agent.parts(hostId, change);
    await expect(authenticateAgent(caller, parts, agent.signParts(parts))).resolves.toBeDefined();
  }
  const earlierRun = agent.parts(hostId, { run: 1, seq: 41 });
  await expect(authenticateAgent(caller, earlierRun, agent.signParts(earlierRun))).rejects.toMatchObject({
    code: "conflict",
  });
  const rows = await fleet.database.db.select().from(hostChannels).where(eq(hostChannels.hostId, hostId));
  expect(rows).toHaveLength(2);
});

test("a signature by another key, over other parts, or none at all is refused and takes no message", async () => {
  const { hostId, agent } = await host();
  const parts = agent.parts(hostId);
  for (const [sent, signature] of [
    [parts, new TestAgent().signParts(parts)],
    [{ ...parts, path: "/api/agent/v1/report?x=1" }, agent.signParts(parts)],
    [{ ...parts, bodySha256: "00" }, agent.signParts(parts)],
    [{ ...parts, seq: parts.seq + 1 }, agent.signParts(parts)],
    [parts, "nonsense"],
    [{ ...parts, hostId: "hst_unknown" }, agent.signParts(parts)],
  ] as const)
    await expect(authenticateAgent(caller, sent, signature)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(authenticateAgent(caller, parts, agent.signParts(parts))).resolves.toBeDefined();
});

test("a clock that is off is measured and flagged, and its host heard as long as it knows our time", async () => {
  const { hostId, agent } = await host();
  const now = new Date();
  const send = async (offsetMs: number) => {
    const clock = new Date(now.getTime() + offsetMs).toISOString();
    const process = { instance: agent.parts(hostId).process!.instance, clock };
    const parts = agent.parts(hostId, { timestamp: now.toISOString(), process });
    await authenticateAgent(at(caller, now), parts, agent.signParts(parts));
    const [row] = await fleet.database.db.select().from(hosts).where(eq(hosts.id, hostId));
    return row?.clockOffsetMs;
  };
  for (const offsetMs of [-86_400_000, 86_400_000, -600_001, 1_000_000_000_000])
    expect(await send(offsetMs)).toBe(Math.min(offsetMs, 2_147_483_647));
  expect(await send(0)).toBe(0);
  expect(await send(400)).toBe(100);
  const told = await fleet.database.db.select().from(hostEvents).where(eq(hostEvents.hostId, hostId));
  const lines = told.filter(({ kind }) => kind === "clock").map(({ summary }) => summary);
  expect(lines).toEqual(["Its clock is 24 h slow", "Its clock is right again"]);
});

test("a message that is ten minutes old, or from further ahead, is not taken, and the refusal says the time", async () => {
  const { hostId, agent } = await host();
  const now = new Date();
  for (const offsetMs of [-MESSAGE_AGE_MS - 1_000, MESSAGE_AGE_MS + 1_000]) {
    const parts = agent.parts(hostId, { timestamp: new Date(now.getTime() + offsetMs).toISOString() });
    await expect(authenticateAgent(at(caller, now), parts, agent.signParts(parts))).rejects.toMatchObject({
      code: "unauthenticated",
      refusal: "clock",
      message: expect.stringContaining(now.toISOString()),
    });
  }
});

test("an agent of before, which names no process and signs without, is heard as ever", async () => {
  const { hostId, agent } = await host();
  const parts = agent.parts(hostId, { process: undefined });
  await expect(authenticateAgent(caller, parts, agent.signParts(parts))).resolves.toBeDefined();
  const stripped = { ...agent.parts(hostId), process: undefined };
  const signature = agent.signParts({ ...stripped, process: agent.parts(hostId).process });
  await expect(authenticateAgent(caller, stripped, signature)).rejects.toMatchObject({ refusal: "key" });
});

test("a heartbeat of a host whose key is known asks the database once", async () => {
  const { hostId, agent } = await host();
  let asked = 0;
  const count = () => {
    asked += 1;
  };
  const send = () => {
    const parts = agent.parts(hostId);
    return authenticateAgent({ ...caller, now: new Date() }, parts, agent.signParts(parts));
  };
  await send();
  fleet.database.pool.on("acquire", count);
  for (const _ of [1, 2, 3]) await send();
  fleet.database.pool.off("acquire", count);
  expect(asked).toBe(3);
});
