import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type ServedApi, serveAgentApi } from "@/agent/testing/served-api";
import { closeNotifications } from "@/db/notifications";
import { SIGNATURE_HEADERS } from "@/lib/core/contracts/agent";
import { keyProofString } from "@/lib/core/contracts/agent-key";
import { ANSWER_HEADERS, PROCESS_HEADERS } from "@/lib/core/contracts/agent-process";
import { errorBody } from "@/lib/core/contracts/error-body";
import { agentReport, h100s, TestAgent } from "@/lib/fleet/testing/agent";
import { createTestFleet, enrolTestHost } from "@/lib/fleet/testing/site";
import { webDatabase } from "@/lib/web/database";

let fleet: Awaited<ReturnType<typeof createTestFleet>>;
let api: ServedApi;
let serial = 0;

beforeAll(async () => {
  fleet = await createTestFleet();
  api = await serveAgentApi();
});
beforeEach(() => {
  vi.stubEnv("DATABASE_URL", fleet.database.url);
});
afterAll(async () => {
  api.close();
  await closeNotifications();
  vi.stubEnv("DATABASE_URL", fleet.database.url);
  await webDatabase().close();
  await fleet.database.close();
});

function enrol() {
  serial += 1;
  const accelerators = h100s(2, `forged-${serial}`);
  return enrolTestHost(fleet.operator.ctx, { siteId: fleet.siteId, hostName: `gpu-${serial}`, accelerators });
}

/** Everything that a message of a host could have changed. */
async function everything() {
  const tables = ["hosts", "accelerators", "host_channels", "host_runs", "host_events", "audit_events", "notices"];
  const dumps = tables.map((name) => `(SELECT coalesce(json_agg(t ORDER BY t::text), '[]') FROM ${name} t) AS ${name}`);
  const { rows } = await fleet.database.db.execute(sql.raw(`SELECT ${dumps.join(", ")}`));
  return rows[0];
}

type Sent = { request: Request; agent: TestAgent; hostId: string; other: { hostId: string; agent: TestAgent } };
type Change = (sent: Sent) => Request | Promise<Request>;

const body = () => agentReport({ accelerators: h100s(3, "changed") });

const withHeader =
  (name: string, value: (sent: Sent) => string): Change =>
  (sent) => {
    sent.request.headers.set(name, value(sent));
    return sent.request;
  };
const withoutHeader =
  (name: string): Change =>
  ({ request }) => {
    request.headers.delete(name);
    return request;
  };

const FORGED: [string, number, string | null, Change][] = [
  ["unsigned", 401, null, ({ request }) => new Request(request.url, { method: "POST", body: "{}" })],
  ["with another body", 401, "key", ({ request }) => new Request(request, { body: JSON.stringify(body()) })],
  ["with one more byte", 401, "key", async ({ request }) => new Request(request, { body: `${await request.text()} ` })],
  ["in another host's name", 401, "key", withHeader(SIGNATURE_HEADERS.host, ({ other }) => other.hostId)],
  ["in nobody's name", 401, "key", withHeader(SIGNATURE_HEADERS.host, () => "hst_nobody")],
  [
    "signed by another host",
    401,
    "key",
    ({ hostId, other }) => other.agent.request(api.url, hostId, "report", { body: body() }),
  ],
  ["of another channel", 401, null, withHeader(SIGNATURE_HEADERS.channel, () => "desired")],
  ["on another channel's path", 401, null, ({ request }) => new Request(`${api.url}/api/agent/v1/key`, request)],
  ["with a query that was not signed", 401, "key", ({ request }) => new Request(`${request.url}?x=1`, request)],
  ["with a later place in the order", 401, "key", withHeader(SIGNATURE_HEADERS.seq, () => "1000")],
  ["of a later run", 401, "key", withHeader(SIGNATURE_HEADERS.run, () => "9")],
  [
    "with another time",
    401,
    "key",
    withHeader(SIGNATURE_HEADERS.timestamp, () => new Date(Date.now() + 5).toISOString()),
  ],
  ["with another clock", 401, "key", withHeader(PROCESS_HEADERS.clock, () => "2026-01-01T00:00:00.000Z")],
  ["of another process", 401, "key", withHeader(PROCESS_HEADERS.instance, () => "A".repeat(22))],
  ["of no process", 401, null, withoutHeader(PROCESS_HEADERS.instance)],
  ["without a clock", 401, null, withoutHeader(PROCESS_HEADERS.clock)],
  ["too large", 413, null, ({ request }) => new Request(request, { body: "x".repeat(1_048_577) })],
];

test.each(FORGED)(
  "a message %s is refused with %i (%s), and nothing changes",
  async (_what, status, refusal, change) => {
    const [{ hostId, agent }, other] = [await enrol(), await enrol()];
    await fetch(
      agent.request(api.url, hostId, "report", { body: agentReport({ accelerators: h100s(2, `x-${serial}`) }) }),
    );
    const request = agent.request(api.url, hostId, "report", { body: agentReport() });
    const forged = await change({ request, agent, hostId, other });
    const before = await everything();
    const answer = await fetch(forged);
    expect(answer.status).toBe(status);
    expect(answer.headers.get(ANSWER_HEADERS.refusal)).toBe(refusal);
    expect(errorBody.parse(await answer.json()).error.message).not.toBe("");
    expect(await everything()).toEqual(before);
  },
);

test("a message is taken once; sent again, it is refused as a replay, however often, and nothing changes", async () => {
  const { hostId, agent } = await enrol();
  const request = agent.request(api.url, hostId, "report", { body: agentReport() });
  const again = Array.from({ length: 4 }, () => request.clone());
  expect((await fetch(request)).status).toBe(200);
  const before = await everything();
  for (const replay of again) {
    const answer = await fetch(replay);
    expect([answer.status, answer.headers.get(ANSWER_HEADERS.refusal)]).toEqual([409, "order"]);
    expect(answer.headers.get(ANSWER_HEADERS.lastRun)).toBe(null);
  }
  expect(await everything()).toEqual(before);
});

test("a message that is not JSON, or does not say so, is refused; its place in the order is used up", async () => {
  const { hostId, agent } = await enrol();
  const plain = agent.request(api.url, hostId, "report", { body: agentReport() });
  plain.headers.set("content-type", "text/plain");
  expect((await fetch(plain)).status).toBe(415);
  const shapeless = agent.request(api.url, hostId, "report", { body: { nothing: "known" } });
  expect((await fetch(shapeless)).status).toBe(422);
  expect((await fetch(agent.request(api.url, hostId, "report", { body: agentReport() }))).status).toBe(200);
});

test("after a replacement the old key is nobody's, whatever it signs and however it was captured", async () => {
  const { hostId, agent } = await enrol();
  const next = new TestAgent();
  const captured = agent.request(api.url, hostId, "report", { body: agentReport(), parts: { seq: 90 } });
  const key = { publicKey: next.publicKey, proof: next.sign(keyProofString(hostId, next.publicKey)) };
  const asked = agent.request(api.url, hostId, "key", { body: key });
  const askedAgain = asked.clone();
  expect((await fetch(asked)).status).toBe(200);
  const { process } = agent.parts(hostId);
  const first = next.request(api.url, hostId, "report", { body: agentReport(), parts: { process, seq: 91 } });
  expect((await fetch(first)).status).toBe(200);
  const before = await everything();
  for (const message of [captured, askedAgain, agent.request(api.url, hostId, "report", { body: agentReport() })]) {
    const answer = await fetch(message);
    expect([answer.status, answer.headers.get(ANSWER_HEADERS.refusal)]).toEqual([401, "key"]);
  }
  expect(await everything()).toEqual(before);
});

test("a message that was held back for longer than ten minutes is refused, and the answer says the time", async () => {
  const { hostId, agent } = await enrol();
  const timestamp = new Date(Date.now() - 601_000).toISOString();
  const answer = await fetch(agent.request(api.url, hostId, "report", { body: agentReport(), parts: { timestamp } }));
  expect([answer.status, answer.headers.get(ANSWER_HEADERS.refusal)]).toEqual([401, "clock"]);
  expect(Math.abs(Date.parse(answer.headers.get(ANSWER_HEADERS.time) ?? "") - Date.now())).toBeLessThan(60_000);
});
