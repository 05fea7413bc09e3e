import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { telemetryResponse } from "@/lib/core/contracts/telemetry";
import { h100s } from "@/lib/fleet/testing/agent";
import { createTestFleet, enrolTestHost } from "@/lib/fleet/testing/site";
import { batchOf, sample } from "@/lib/fleet/testing/telemetry";
import { webDatabase } from "@/lib/web/database";
import { POST as telemetry } from "./telemetry/route";

const ORIGIN = "http://openhall.test";
let fleet: Awaited<ReturnType<typeof createTestFleet>>;
let host: Awaited<ReturnType<typeof enrolTestHost>>;

beforeAll(async () => {
  fleet = await createTestFleet();
  const accelerators = h100s(2, "telemetry");
  host = await enrolTestHost(fleet.operator.ctx, { siteId: fleet.siteId, hostName: "gpu-telemetry", accelerators });
});
beforeEach(() => {
  vi.stubEnv("DATABASE_URL", fleet.database.url);
});
afterAll(async () => {
  await webDatabase().close();
  await fleet.database.close();
});

const signed = (body: unknown) => host.agent.request(ORIGIN, host.hostId, "telemetry", { body });
const oneSample = (number: number) => batchOf(number, { "GPU-telemetry-0": [sample()] });

test("a signed batch is taken, and its replay and what is signed for another channel are refused", async () => {
  const request = signed(oneSample(1));
  const replay = request.clone();
  const answer = await telemetry(request);
  expect(answer.status).toBe(200);
  expect(telemetryResponse.parse(await answer.json()).taken).toBe(1);
  expect((await telemetry(replay)).status).toBe(409);
  const crossed = host.agent.request(ORIGIN, host.hostId, "report", { body: oneSample(2) });
  expect((await telemetry(crossed)).status).toBe(401);
});

test("a batch in a message of its own that was taken already answers well and takes nothing", async () => {
  const answer = await telemetry(signed(oneSample(1)));
  expect(telemetryResponse.parse(await answer.json()).taken).toBe(0);
});

test("a batch that breaks the contract is refused by the field's name", async () => {
  const answer = await telemetry(signed(batchOf(3, { "GPU-telemetry-0": [sample({ ageMs: -5 })] })));
  expect(answer.status).toBe(422);
  expect(JSON.stringify(await answer.json())).toContain("ageMs");
});
