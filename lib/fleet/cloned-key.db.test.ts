import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hostChannels, hostEvents, hosts, mails, notices } from "@/db/schema";
import { at, testContext } from "@/db/testing/context";
import { authenticateAgent } from "./authenticate-agent";
import { enrolHost } from "./enrol-host";
import { mintReplacementToken } from "./mint-replacement-token";
import { TestAgent } from "./testing/agent";
import { createTestFleet, enrolTestHost } from "./testing/site";

let fleet: Awaited<ReturnType<typeof createTestFleet>>;
let caller: ReturnType<typeof testContext>;
let hostId = "";
let agent: TestAgent;
let serial = 0;
/** Moves with each message, as the clocks of agents that are awake do. */
let nowMs = Date.parse("2026-11-24T00:00:00Z");

beforeAll(async () => {
  fleet = await createTestFleet();
  caller = testContext(fleet.database.db, { type: "anonymous" });
});
beforeEach(async () => {
  serial += 1;
  ({ hostId, agent } = await enrolTestHost(fleet.operator.ctx, { siteId: fleet.siteId, hostName: `gpu-${serial}` }));
});
afterAll(() => fleet.database.close());

type Message = ReturnType<typeof signedNow>;

/** A message as it is signed now, fifteen seconds after the last. */
function signedNow(from: TestAgent, channel: "report" | "desired" = "report") {
  nowMs += 15_000;
  const timestamp = new Date(nowMs).toISOString();
  const parts = from.parts(hostId, { channel, timestamp });
  return { parts, signature: from.signParts(parts) };
}

const arrive = ({ parts, signature }: Message) => authenticateAgent(at(caller, new Date(nowMs)), parts, signature);
const send = (from: TestAgent, channel?: "report" | "desired") => arrive(signedNow(from, channel));

/** Null: taken. */
const refusalOf = (message: Promise<unknown>) =>
  message.then(
    () => null,
    (error: { refusal?: string }) => error.refusal,
  );

async function lockedAt() {
  const [host] = await fleet.database.db.select().from(hosts).where(eq(hosts.id, hostId));
  return host?.lockedAt ?? null;
}

test("two machines with one key are both locked, and the operator and the desk are told", async () => {
  await send(agent);
  const copy = agent.startCopy();
  expect(await refusalOf(send(copy))).toBe(null);
  expect(await refusalOf(send(agent))).toBe("order");
  expect(await lockedAt()).toBe(null);
  expect(await refusalOf(send(agent))).toBe("locked");
  expect(await refusalOf(send(copy))).toBe("locked");
  expect(await refusalOf(send(copy, "desired"))).toBe("locked");
  const told = and(eq(notices.key, `host.locked:${hostId}`), eq(notices.severity, "critical"));
  expect(await fleet.database.db.select().from(notices).where(told)).toHaveLength(2);
  const sent = await fleet.database.db.select().from(mails).where(eq(mails.template, "host-locked"));
  expect(sent.map(({ toAddress }) => toAddress)).toEqual([fleet.operator.email]);
  const [line] = await fleet.database.db
    .select()
    .from(hostEvents)
    .where(and(eq(hostEvents.hostId, hostId), eq(hostEvents.kind, "locked")));
  expect(line?.reason).toBe("Run 1 of the agent went on after run 2 had begun.");
});

test("a copy that starts with the same run goes past it, and then both are found out", async () => {
  agent.run = 2;
  await send(agent);
  const copy = agent.startCopy();
  copy.run = 2;
  const refused = await send(copy).catch((error) => error);
  expect(refused).toMatchObject({ refusal: "order", lastRun: 2 });
  copy.run = 3;
  expect(await refusalOf(send(copy))).toBe(null);
  expect(await refusalOf(send(agent))).toBe("order");
  expect(await refusalOf(send(agent))).toBe("locked");
});

test("an operator enrols the right machine again: the same host, unlocked, and the old key is nobody's", async () => {
  await send(agent);
  const copy = agent.startCopy();
  await send(copy);
  for (const _ of [1, 2]) await send(agent).catch(() => undefined);
  expect(await lockedAt()).not.toBe(null);
  const { token } = await mintReplacementToken(fleet.operator.ctx, { hostId });
  const fresh = new TestAgent();
  const answer = await enrolHost(caller, fresh.enrolRequest(token));
  expect(answer.hostId).toBe(hostId);
  expect(await enrolHost(caller, fresh.enrolRequest(token))).toEqual(answer);
  expect(await lockedAt()).toBe(null);
  expect(await refusalOf(send(fresh))).toBe(null);
  expect(await refusalOf(send(copy))).toBe("key");
  const open = and(eq(notices.key, `host.locked:${hostId}`));
  const left = await fleet.database.db.select().from(notices).where(open);
  expect(left.every(({ resolvedAt }) => resolvedAt !== null)).toBe(true);
});

test("restarts lock nobody, however often, also where the last words of the run before come late", async () => {
  let running = agent;
  for (let restarts = 0; restarts < 60; restarts++) {
    await send(running);
    const [report, poll] = [signedNow(running), signedNow(running, "desired")];
    running = running.startCopy();
    expect(await refusalOf(send(running))).toBe(null);
    expect(await refusalOf(arrive(report))).toBe("order");
    await arrive(poll).catch(() => undefined);
  }
  expect(await lockedAt()).toBe(null);
});

test("an agent whose state was restored is told the last run, and goes on after it", async () => {
  agent.run = 40;
  await send(agent);
  const restored = agent.startCopy();
  restored.run = 12;
  const told = await send(restored).catch((error) => error);
  expect(told).toMatchObject({ refusal: "order", lastRun: 40 });
  for (const _ of [1, 2, 3]) expect(await refusalOf(send(restored))).toBe("order");
  restored.run = told.lastRun + 1;
  expect(await refusalOf(send(restored))).toBe(null);
  expect(await lockedAt()).toBe(null);
});

test("whoever sends old messages again, withheld ones too, is refused and locks nobody", async () => {
  const taken = signedNow(agent);
  await arrive(taken);
  const withheld = Array.from({ length: 5 }, () => signedNow(agent));
  const restarted = agent.startCopy();
  await send(restarted);
  for (const message of [taken, ...withheld, taken, ...withheld.toReversed()])
    expect(await refusalOf(arrive(message))).toBe("order");
  expect(await refusalOf(send(restarted))).toBe(null);
  expect(await lockedAt()).toBe(null);
});

test("what one of two machines said once, said again by anybody, is not its second word", async () => {
  await send(agent);
  const copy = agent.startCopy();
  await send(copy);
  const late = signedNow(agent);
  for (const _ of [1, 2, 3]) expect(await refusalOf(arrive(late))).toBe("order");
  expect(await lockedAt()).toBe(null);
});

test("an agent that takes its time to end while its successor has begun is no second machine", async () => {
  await send(agent);
  await send(agent.startCopy());
  nowMs -= 14_000;
  for (const _ of [1, 2, 3, 4]) {
    expect(await refusalOf(send(agent))).toBe("order");
    nowMs -= 13_000;
  }
  expect(await lockedAt()).toBe(null);
});

test("two web processes at once lock nobody", async () => {
  const messages = Array.from({ length: 12 }, (_, index) => signedNow(agent, index % 2 === 0 ? "report" : "desired"));
  await Promise.allSettled(messages.map(arrive));
  expect(await lockedAt()).toBe(null);
  const rows = await fleet.database.db.select().from(hostChannels).where(eq(hostChannels.hostId, hostId));
  expect(rows).toHaveLength(2);
  expect(await refusalOf(send(agent))).toBe(null);
});

test("another operator's host is not found, and its key stays", async () => {
  const stranger = { ...fleet.operator.ctx, actor: { ...fleet.operator.actor, organizationId: "org_other" } };
  await expect(mintReplacementToken(stranger, { hostId })).rejects.toMatchObject({ code: "not_found" });
  expect(await refusalOf(send(agent))).toBe(null);
});
