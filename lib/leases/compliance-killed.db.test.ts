import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deniedListVersions, deniedParties, screeningMatches } from "@/db/schema";
import { createCustomer } from "@/db/testing/context";
import { killAfter } from "@/db/testing/killed";
import { EXITED, Scene } from "@/db/testing/scene";
import { loadList } from "@/lib/compliance/load-list";
import { screenOrganizations } from "@/lib/compliance/screen-organizations";
import { suspendOrganization } from "@/lib/compliance/suspend-organization";
import { ALT_CSV, encode, SDN_CSV } from "@/lib/compliance/testing/example-lists";
import { enforceSuspensions } from "./enforce-suspensions";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(new Date("2026-12-01T10:00:00Z"));
});
afterEach(() => scene.close());

const input = {
  format: "ofac-csv" as const,
  file: { name: "sdn.csv", content: encode(SDN_CSV) },
  alt: { name: "alt.csv", content: encode(ALT_CSV) },
};

test("a load that is killed before any statement changes nothing, and is made whole by the next", async () => {
  const { db } = scene.database;
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    isOver = await killAfter(scene.database, points + 1, (ctx) => loadList(ctx, input));
    const [versions, parties] = [await db.$count(deniedListVersions), await db.$count(deniedParties)];
    expect([versions, parties]).toEqual(isOver || versions === 1 ? [1, 3] : [0, 0]);
  }
  expect(points).toBeGreaterThan(5);
}, 600_000);

test("a screening that is killed before any statement raises each match once in the end", async () => {
  await loadList(scene.worker(), input);
  const party = await createCustomer(scene.database.db, "Zorvan Trading");
  let points = 0;
  for (let isOver = false; !isOver; points++) isOver = await killAfter(scene.database, points + 1, screenOrganizations);
  await screenOrganizations(scene.worker());
  const own = eq(screeningMatches.organizationId, party.organizationId);
  expect(await scene.database.db.$count(screeningMatches, own)).toBe(1);
  expect(points).toBeGreaterThan(5);
}, 600_000);

test("a stop for a suspension that is killed before any statement is made once in the end, and the books are whole", async () => {
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  await container.runFor(10);
  const { organizationId } = scene.buyer;
  await suspendOrganization(scene.market.platform.ctx, { organizationId, reason: "For this test.", noticeMinutes: 0 });
  let points = 0;
  for (let isOver = false; !isOver; points++) isOver = await killAfter(scene.database, points + 1, enforceSuspensions);
  await enforceSuspensions(scene.worker());
  expect((await scene.read(lease)).state).toBe("stopping");
  await container.beat(EXITED);
  expect(points).toBeGreaterThan(3);
  expect(await scene.findings()).toEqual([]);
}, 600_000);
