import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditEvents, hostEvents, hosts } from "@/db/schema";
import { at, testContext } from "@/db/testing/context";
import { keyProofString } from "@/lib/core/contracts/agent-key";
import { DAY_MS } from "@/lib/core/time";
import { acceptKey } from "./accept-key";
import { askKeyReplacement } from "./ask-key-replacement";
import { authenticateAgent } from "./authenticate-agent";
import { TestAgent } from "./testing/agent";
import { createTestFleet, enrolTestHost } from "./testing/site";

let fleet: Awaited<ReturnType<typeof createTestFleet>>;
let caller: ReturnType<typeof testContext>;
let hostId = "";
let agent: TestAgent;
let serial = 0;

beforeAll(async () => {
  fleet = await createTestFleet();
  caller = testContext(fleet.database.db, { type: "anonymous" });
});
beforeEach(async () => {
  serial += 1;
  ({ hostId, agent } = await enrolTestHost(fleet.operator.ctx, { siteId: fleet.siteId, hostName: `gpu-${serial}` }));
});
afterAll(() => fleet.database.close());

let sent = 0;

/** A message of the host's one process, signed by either of its keys. */
function send(key: TestAgent, now = new Date()) {
  sent += 1;
  const timestamp = now.toISOString();
  const process = { instance: "a-process-of-the-agent", clock: timestamp };
  const parts = agent.parts(hostId, { seq: sent, timestamp, process });
  return authenticateAgent(at(caller, now), parts, key.signParts(parts));
}

function offer(next: TestAgent, forHost = hostId) {
  const actor = { type: "host", hostId, organizationId: fleet.operator.organizationId } as const;
  const proof = next.sign(keyProofString(forHost, next.publicKey));
  return acceptKey({ ...caller, actor }, { publicKey: next.publicKey, proof });
}

test("both keys are taken until the first message by the new one; then the old is refused", async () => {
  const next = new TestAgent();
  await send(agent);
  await expect(send(next)).rejects.toMatchObject({ refusal: "key" });
  await offer(next);
  await send(agent);
  await send(next);
  await expect(send(agent)).rejects.toMatchObject({ refusal: "key" });
  await send(next);
  const lines = and(eq(hostEvents.hostId, hostId), eq(hostEvents.kind, "key_replaced"));
  expect(await fleet.database.db.select().from(hostEvents).where(lines)).toHaveLength(1);
  const audits = and(eq(auditEvents.targetId, hostId), eq(auditEvents.action, "host.replace_key"));
  expect(await fleet.database.db.select().from(auditEvents).where(audits)).toHaveLength(1);
});

test("of keys that an agent lost, the last one counts, and the same again changes nothing", async () => {
  const [lost, next] = [new TestAgent(), new TestAgent()];
  await offer(lost);
  await offer(next);
  await expect(send(lost)).rejects.toMatchObject({ refusal: "key" });
  await send(next);
  await offer(next);
  await send(next);
});

test("a key that is not proven, is proven for another host, or is another host's is refused", async () => {
  const other = await enrolTestHost(fleet.operator.ctx, { siteId: fleet.siteId, hostName: `other-${serial}` });
  const actor = { type: "host", hostId, organizationId: fleet.operator.organizationId } as const;
  const unproven = { publicKey: new TestAgent().publicKey, proof: agent.sign("x") };
  await expect(acceptKey({ ...caller, actor }, unproven)).rejects.toMatchObject({ code: "invalid_input" });
  await expect(offer(new TestAgent(), other.hostId)).rejects.toMatchObject({ code: "invalid_input" });
  await expect(offer(other.agent)).rejects.toMatchObject({ code: "conflict" });
  await expect(acceptKey(caller, unproven)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("the agent is asked when an operator wants another key, once, and when thirty days are over", async () => {
  expect(await send(agent)).toMatchObject({ mustReplaceKey: false });
  await askKeyReplacement(fleet.operator.ctx, { hostId });
  await askKeyReplacement(fleet.operator.ctx, { hostId });
  expect(await send(agent)).toMatchObject({ mustReplaceKey: true });
  const next = new TestAgent();
  await offer(next);
  expect(await send(next)).toMatchObject({ mustReplaceKey: false });
  expect(await send(next)).toMatchObject({ mustReplaceKey: false });
  const later = new Date(Date.now() + 31 * DAY_MS);
  expect(await send(next, later)).toMatchObject({ mustReplaceKey: true });
  const asked = and(eq(hostEvents.hostId, hostId), eq(hostEvents.kind, "key_asked"));
  expect(await fleet.database.db.select().from(hostEvents).where(asked)).toHaveLength(1);
});

test("another operator cannot ask for it, nor anybody for a locked host's", async () => {
  const stranger = { ...fleet.operator.ctx, actor: { ...fleet.operator.actor, organizationId: "org_other" } };
  await expect(askKeyReplacement(stranger, { hostId })).rejects.toMatchObject({ code: "not_found" });
  await fleet.database.db.update(hosts).set({ lockedAt: new Date() }).where(eq(hosts.id, hostId));
  await expect(askKeyReplacement(fleet.operator.ctx, { hostId })).rejects.toMatchObject({
    code: "precondition_failed",
  });
});
