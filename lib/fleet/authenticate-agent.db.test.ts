import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostChannels, hosts } from "@/db/schema";
import { at, testContext } from "@/db/testing/context";
import { authenticateAgent, CLOCK_TOLERANCE_MS } from "./authenticate-agent";
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
    type: "host",
    hostId,
    organizationId: fleet.operator.organizationId,
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

test("a clock that is off is measured, and refused beyond ten minutes", async () => {
  const { hostId, agent } = await host();
  const now = new Date();
  const send = (offsetMs: number) => {
    const parts = agent.parts(hostId, { timestamp: new Date(now.getTime() + offsetMs).toISOString() });
    return authenticateAgent(at(caller, now), parts, agent.signParts(parts));
  };
  await send(-CLOCK_TOLERANCE_MS);
  const [row] = await fleet.database.db.select().from(hosts).where(eq(hosts.id, hostId));
  expect(row?.clockOffsetMs).toBe(-CLOCK_TOLERANCE_MS);
  await expect(send(CLOCK_TOLERANCE_MS + 60_000)).rejects.toMatchObject({
    code: "unauthenticated",
    message: expect.stringMatching(/clock is 11 minutes fast/),
  });
});
