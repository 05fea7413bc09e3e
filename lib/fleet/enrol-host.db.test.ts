import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toWireJson } from "@/components/wire";
import { accelerators, auditEvents, enrolmentTokens, hostEvents, hosts } from "@/db/schema";
import { at, createOperator, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { HOUR_MS } from "@/lib/core/time";
import { createSite } from "./create-site";
import { enrolHost } from "./enrol-host";
import { mintEnrolmentToken } from "./mint-enrolment-token";
import { getEnrolmentProgress, listOpenEnrolments } from "./site-queries";
import { h100s, TestAgent } from "./testing/agent";
import { REYKJAVIK } from "./testing/site";

let database: TestDatabase;
let operator: TestParty;
let siteId: string;
let anonymous: ReturnType<typeof testContext>;

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await createOperator(database.db, "Northern Compute");
  siteId = (await createSite(operator.ctx, { ...REYKJAVIK, name: "Reykjavik 1" })).siteId;
  anonymous = testContext(database.db, { type: "anonymous" });
});
afterAll(() => database.close());

const mint = (hostName: string) => mintEnrolmentToken(operator.ctx, { siteId, hostName });

test("a token enrols one host with its accelerators, and the portal sees it come", async () => {
  const { token, tokenId } = await mint("gpu-01");
  expect(token).toMatch(/^oh_enrol_[0-9A-Za-z]{43}$/);
  expect(await getEnrolmentProgress(operator.ctx, tokenId)).toEqual({ state: "waiting" });
  expect((await listOpenEnrolments(operator.ctx, siteId)).map((row) => row.id)).toContain(tokenId);

  const answer = await enrolHost(anonymous, new TestAgent().enrolRequest(token, { accelerators: h100s(8, "first") }));
  expect(answer).toMatchObject({ siteName: "Reykjavik 1", operatorName: "Northern Compute" });
  expect(await getEnrolmentProgress(operator.ctx, tokenId)).toEqual({ state: "enrolled", hostId: answer.hostId });

  const [host] = await database.db.select().from(hosts).where(eq(hosts.id, answer.hostId));
  expect(host).toMatchObject({ name: "gpu-01", siteId, organizationId: operator.organizationId, simulated: true });
  const found = await database.db.select().from(accelerators).where(eq(accelerators.hostId, answer.hostId));
  expect(found).toHaveLength(8);
  expect(found.every((accelerator) => accelerator.modelId !== null)).toBe(true);
  const audited = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, answer.hostId));
  expect(audited).toMatchObject([{ action: "host.enrol", organizationId: operator.organizationId }]);
  const timeline = await database.db
    .select()
    .from(hostEvents)
    .where(eq(hostEvents.hostId, answer.hostId))
    .orderBy(hostEvents.id);
  expect(timeline).toMatchObject([{ kind: "enrolled", summary: "Enrolled with 8 accelerators" }, { kind: "checked" }]);
});

test("the token itself is nowhere in the database", async () => {
  const { token, tokenId } = await mint("gpu-hash");
  const [row] = await database.db.select().from(enrolmentTokens).where(eq(enrolmentTokens.id, tokenId));
  expect(JSON.stringify(row)).not.toContain(token);
  const audits = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, tokenId));
  expect(toWireJson(audits)).not.toContain(token);
});

test("a used, an expired and an unknown token are each refused in words of their own", async () => {
  const { token } = await mint("gpu-02");
  await enrolHost(anonymous, new TestAgent().enrolRequest(token));
  await expect(enrolHost(anonymous, new TestAgent().enrolRequest(token))).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("was used"),
  });
  const late = at(anonymous, new Date(Date.now() + 25 * HOUR_MS));
  const { token: stale } = await mint("gpu-03");
  await expect(enrolHost(late, new TestAgent().enrolRequest(stale))).rejects.toMatchObject({
    code: "precondition_failed",
    message: expect.stringContaining("expired"),
  });
  await expect(enrolHost(anonymous, new TestAgent().enrolRequest(`oh_enrol_${"x".repeat(43)}`))).rejects.toMatchObject({
    code: "unauthenticated",
    message: expect.stringContaining("not known"),
  });
});

test("an agent that missed the answer asks again with the same key and gets the same one", async () => {
  const { token } = await mint("gpu-again");
  const request = new TestAgent().enrolRequest(token, { accelerators: h100s(1, "again") });
  const { hostId } = await enrolHost(anonymous, request);
  expect((await enrolHost(anonymous, request)).hostId).toBe(hostId);
  expect(await database.db.select().from(hosts).where(eq(hosts.name, "gpu-again"))).toHaveLength(1);
});

test("of twenty racing enrolments with one token one wins", async () => {
  const { token } = await mint("gpu-race");
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => enrolHost(anonymous, new TestAgent().enrolRequest(token))),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
  expect(await database.db.select().from(hosts).where(eq(hosts.name, "gpu-race"))).toHaveLength(1);
});

test("a key is enrolled once, and the refusal leaves the second token unused", async () => {
  const agent = new TestAgent();
  const first = await mint("gpu-key-a");
  const second = await mint("gpu-key-b");
  await enrolHost(anonymous, agent.enrolRequest(first.token));
  await expect(enrolHost(anonymous, agent.enrolRequest(second.token))).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("key is enrolled already"),
  });
  expect(await getEnrolmentProgress(operator.ctx, second.tokenId)).toEqual({ state: "waiting" });
});

test("without proof of the key nothing happens", async () => {
  const { token } = await mint("gpu-proof");
  const honest = new TestAgent().enrolRequest(token);
  const forged = { ...honest, publicKey: new TestAgent().publicKey };
  await expect(enrolHost(anonymous, forged)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(enrolHost(anonymous, { ...honest, proof: "AAAA" })).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(enrolHost(anonymous, honest)).resolves.toBeDefined();
});

test("a site has one host of a name, also where two tokens carry it", async () => {
  const first = await mint("gpu-twin");
  const second = await mint("gpu-twin");
  await enrolHost(anonymous, new TestAgent().enrolRequest(first.token));
  await expect(enrolHost(anonymous, new TestAgent().enrolRequest(second.token))).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("gpu-twin"),
  });
  await expect(mint("gpu-twin")).rejects.toMatchObject({ options: { fields: { hostName: [expect.any(String)] } } });
});

test("names that are no host names are refused with the field", async () => {
  for (const hostName of ["", "-x", "a b", "x".repeat(64)])
    await expect(mint(hostName)).rejects.toMatchObject({ code: "invalid_input" });
});

test("another operator's site does not exist, and a customer may not mint at all", async () => {
  const other = await createOperator(database.db);
  await expect(mintEnrolmentToken(other.ctx, { siteId, hostName: "gpu-09" })).rejects.toMatchObject({
    code: "not_found",
  });
  const { tokenId } = await mint("gpu-private");
  await expect(getEnrolmentProgress(other.ctx, tokenId)).rejects.toMatchObject({ code: "not_found" });
  expect(await listOpenEnrolments(other.ctx, siteId)).toEqual([]);
  await expect(mintEnrolmentToken(anonymous, { siteId, hostName: "gpu-09" })).rejects.toMatchObject({
    code: "unauthenticated",
  });
});
