import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { EXITED, Scene } from "@/db/testing/scene";
import { listOpenNotices } from "@/lib/identity/notice-queries";
import { closeLease } from "@/lib/leases/close-lease";
import { watchMargins } from "./watch-margins";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:00:00Z"));
});
afterAll(async () => {
  expect(await scene.findings()).toEqual([]);
  await scene.close();
});
// (2.56 − 1.85) ÷ 2.56 = 27.73 % of retail
beforeEach(() => vi.stubEnv("OPENHALL_MARGIN_FLOOR_BPS", "2774"));

const open = () => listOpenNotices(scene.market.platform.ctx);

test("a margin under the floor is told to the desk once, and the notice goes with its reason", async () => {
  expect(await watchMargins(scene.worker())).toBe(0);
  const lease = await scene.buyer.launch(2);
  await scene.pass(5);
  const container = scene.container(lease);
  await container.beat();
  await Promise.all([watchMargins(scene.worker()), watchMargins(scene.worker())]);
  expect(await open()).toMatchObject([
    { severity: "warning", title: expect.stringContaining("27.73 %"), body: expect.stringContaining("$5.12/h") },
  ]);
  vi.stubEnv("OPENHALL_MARGIN_FLOOR_BPS", "2773");
  expect(await watchMargins(scene.worker())).toBe(0);
  expect(await open()).toEqual([]);
  vi.stubEnv("OPENHALL_MARGIN_FLOOR_BPS", "2774");
  expect(await watchMargins(scene.worker())).toBe(1);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await watchMargins(scene.worker());
  expect(await open()).toEqual([]);
  await scene.tick();
});
