import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { closeNotifications } from "@/db/notifications";
import { hosts } from "@/db/schema";
import { desiredResponse, enrolResponse, reportResponse } from "@/lib/core/contracts/agent";
import { errorBody } from "@/lib/core/contracts/error-body";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { agentReport, h100s, hostFacts, TestAgent } from "@/lib/fleet/testing/agent";
import { createTestFleet, enrolTestHost } from "@/lib/fleet/testing/site";
import { webDatabase } from "@/lib/web/database";
import { GET as desired } from "./desired/route";
import { POST as enroll } from "./enroll/route";
import { POST as report } from "./report/route";

const ORIGIN = "http://openhall.test";
let fleet: Awaited<ReturnType<typeof createTestFleet>>;
let serial = 0;

beforeAll(async () => {
  fleet = await createTestFleet();
});
beforeEach(() => {
  vi.stubEnv("DATABASE_URL", fleet.database.url);
});
afterAll(async () => {
  await closeNotifications();
  vi.stubEnv("DATABASE_URL", fleet.database.url);
  await webDatabase().close();
  await fleet.database.close();
});

function host() {
  serial += 1;
  const accelerators = h100s(2, `api-${serial}`);
  return enrolTestHost(fleet.operator.ctx, { siteId: fleet.siteId, hostName: `gpu-${serial}`, accelerators });
}

async function refusal(response: Response) {
  return { status: response.status, ...errorBody.parse(await response.json()).error };
}

function post(path: string, body: string) {
  return new Request(`${ORIGIN}/api/agent/v1/${path}`, { method: "POST", body });
}

test("a host enrols over HTTP with a token, once", async () => {
  const { token } = await mintEnrolmentToken(fleet.operator.ctx, { siteId: fleet.siteId, hostName: "gpu-http" });
  const request = new TestAgent().enrolRequest(token, { accelerators: h100s(1, "http") });
  const answer = await enroll(post("enroll", JSON.stringify(request)));
  expect(answer.status).toBe(200);
  expect(enrolResponse.parse(await answer.json()).siteName).toBe("Reykjavik 1");
  const again = await refusal(await enroll(post("enroll", JSON.stringify(new TestAgent().enrolRequest(token)))));
  expect(again).toMatchObject({ status: 409, code: "conflict", message: expect.stringContaining("was used") });
  expect(again.requestId).toMatch(/^req_/);
});

test("a body that is no JSON, of another shape, or too large is refused before anything is done", async () => {
  expect(await refusal(await enroll(post("enroll", "{")))).toMatchObject({ status: 400, code: "invalid_input" });
  const shapeless = await refusal(await enroll(post("enroll", "{}")));
  expect(shapeless).toMatchObject({ status: 422, fields: { token: [expect.any(String)] } });
  const large = await refusal(await enroll(post("enroll", `"${"x".repeat(1_048_577)}"`)));
  expect(large).toMatchObject({ status: 413 });
});

test("a signed report is taken once and answers with the heartbeat", async () => {
  const { hostId, agent } = await host();
  const body = agentReport({ accelerators: h100s(2, "api-1") });
  const request = agent.request(ORIGIN, hostId, "report", { body });
  const replay = request.clone();
  const answer = await report(request);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toContain("no-store");
  expect(reportResponse.parse(await answer.json())).toMatchObject({ heartbeatMs: 5_000, desiredRevision: 0 });
  expect(await refusal(await report(replay))).toMatchObject({
    status: 409,
    message: expect.stringContaining("replay"),
  });
});

test("a request that is unsigned, changed on the way or on the wrong channel is refused", async () => {
  const { hostId, agent } = await host();
  const unsigned = await refusal(await report(post("report", "{}")));
  expect(unsigned).toMatchObject({ status: 401, message: expect.stringContaining("x-openhall-host") });
  const signed = agent.request(ORIGIN, hostId, "report", { body: agentReport() });
  const changed = new Request(signed, { body: JSON.stringify(agentReport({ accelerators: h100s(9, "forged") })) });
  expect(await refusal(await report(changed))).toMatchObject({ status: 401, code: "unauthenticated" });
  const crossed = agent.request(ORIGIN, hostId, "desired", { body: agentReport() });
  expect(await refusal(await report(crossed))).toMatchObject({ status: 401 });
  const otherQuery = agent.request(ORIGIN, hostId, "desired", { query: "?after=0&waitMs=0" });
  const moved = new Request(otherQuery.url.replace("after=0", "after=9"), { headers: otherQuery.headers });
  expect(await refusal(await desired(moved))).toMatchObject({ status: 401 });
});

test("the desired state answers at once where it is newer, and after waitMs where it is not", async () => {
  const { hostId, agent } = await host();
  const ask = (query: string) => desired(agent.request(ORIGIN, hostId, "desired", { query }));
  expect(desiredResponse.parse(await (await ask("?after=-1&waitMs=20000")).json())).toEqual({
    revision: 0,
    instances: [],
  });
  const started = Date.now();
  expect((await ask("?after=0&waitMs=300")).status).toBe(200);
  expect(Date.now() - started).toBeGreaterThanOrEqual(295);
  expect(await refusal(await ask("?after=0&waitMs=60000"))).toMatchObject({ status: 422 });
});

test("a change wakes the long poll well before it is looked for again", async () => {
  const { hostId, agent } = await host();
  const waiting = desired(agent.request(ORIGIN, hostId, "desired", { query: "?after=0&waitMs=20000" }));
  await vi.waitFor(async () => {
    const { rows } = await fleet.database.db.execute(sql`
      SELECT 1 FROM pg_stat_activity WHERE application_name = 'openhall-listen' AND datname = current_database()
        AND query LIKE 'LISTEN host%' AND state = 'idle'`);
    expect(rows).toHaveLength(1);
  });
  const changedAt = Date.now();
  await fleet.database.db.update(hosts).set({ desiredRevision: 1 }).where(eq(hosts.id, hostId));
  expect(desiredResponse.parse(await (await waiting).json()).revision).toBe(1);
  expect(Date.now() - changedAt).toBeLessThan(1_000);
});

test("the long poll survives the loss of its connection", async () => {
  const { hostId, agent } = await host();
  const waiting = desired(agent.request(ORIGIN, hostId, "desired", { query: "?after=0&waitMs=20000" }));
  await fleet.database.db.execute(sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'openhall-listen' AND datname = current_database()`);
  await fleet.database.db.update(hosts).set({ desiredRevision: 1 }).where(eq(hosts.id, hostId));
  expect(desiredResponse.parse(await (await waiting).json()).revision).toBe(1);
});

test("an agent that hangs up ends its long poll", async () => {
  const { hostId, agent } = await host();
  const hangUp = new AbortController();
  const request = agent.request(ORIGIN, hostId, "desired", { query: "?after=0&waitMs=25000" });
  const waiting = desired(new Request(request, { signal: hangUp.signal }));
  setTimeout(() => hangUp.abort(), 100);
  const started = Date.now();
  await waiting;
  expect(Date.now() - started).toBeLessThan(1_500);
});

const LIVE = {
  leaseId: "lse_1",
  phase: "exited",
  containerId: "c",
  startedAt: null,
  uptimeMs: 1,
  incarnation: 1,
  exitCode: 0,
} as const;
const instance = (change: object) => ({ ...LIVE, endedAgoMs: 1, reason: null, sshPort: null, ...change });

test.each([
  ["memory beyond its column", agentReport({ accelerators: h100s(1, "huge", { memoryMib: 2 ** 31 }) })],
  ["more cores than a launch can count", agentReport({ facts: hostFacts({ cpuCount: 2 ** 40 }) })],
  ["more memory than a launch can count", agentReport({ facts: hostFacts({ memoryMib: 2 ** 40 }) })],
  ["an end before all time", agentReport({ instances: [instance({ endedAgoMs: 9e15 })] })],
  ["an instant that is none", agentReport({ sentAt: "0000-01-01T00:00:00Z" })],
  ["an address that a shell would run", agentReport({ facts: hostFacts({ advertisedAddress: "1.1.1.1;id" }) })],
  ["an address that ssh would take for options", agentReport({ facts: hostFacts({ advertisedAddress: "-oX=id" }) })],
  ["too many accelerators", agentReport({ accelerators: h100s(65, "many") })],
  ["a field too many", { ...agentReport(), extra: 1 }],
])("a report with %s is refused whole, with the field", async (_what, body) => {
  const { hostId, agent } = await host();
  const refused = await refusal(await report(agent.request(ORIGIN, hostId, "report", { body })));
  expect(refused).toMatchObject({ status: 422, code: "invalid_input" });
});

test("what a host's tools print is taken whatever characters are in it, as large as the contract allows", async () => {
  const { hostId, agent } = await host();
  const odd = "\ud800\0".padEnd(200, "x");
  const change = { reportedName: odd, serial: "\0", healthReasons: Array<string>(20).fill(odd) };
  const accelerators = h100s(64, "odd", change);
  const facts = hostFacts({ os: odd, problems: Array<string>(20).fill(odd), advertisedAddress: "2001:db8::7" });
  const answer = await report(agent.request(ORIGIN, hostId, "report", { body: agentReport({ accelerators, facts }) }));
  expect(answer.status).toBe(200);
  const [kept] = await fleet.database.db.select().from(hosts).where(eq(hosts.id, hostId));
  expect(kept?.facts.os).toBe("\ufffd\ufffd".padEnd(200, "x"));
});

test.each([
  ["x-openhall-run", "2147483648"],
  ["x-openhall-seq", "99999999999999999999"],
  ["x-openhall-seq", "-1"],
  ["x-openhall-host", "hst_unknown"],
  ["x-openhall-timestamp", "yesterday"],
  ["x-openhall-signature", "AAAA"],
])("a request with %s of %s is no one's", async (name, value) => {
  const { hostId, agent } = await host();
  const request = agent.request(ORIGIN, hostId, "report", { body: agentReport() });
  request.headers.set(name, value);
  expect(await refusal(await report(request))).toMatchObject({ status: 401, code: "unauthenticated" });
});
