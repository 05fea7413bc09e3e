import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { customerStandings } from "@/db/schema";
import { RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { reserveMicros } from "@/lib/core/ledger/holds";
import { formatMoney } from "@/lib/core/money";
import { resolveOwnNotice } from "@/lib/identity/resolve-own-notice";
import { listBudgets } from "./budget-queries";
import { changeBudget } from "./change-budget";
import { createBudget } from "./create-budget";
import { guardBalances } from "./guard-balances";
import { removeBudget } from "./remove-budget";
import { setMonthlyCap } from "./set-monthly-cap";
import { Spender, type Started } from "./testing/spender";
import { warnBalances } from "./warn-balances";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-10T10:05:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const warn = () => warnBalances(scene.worker());
const plain = (micros: bigint) => formatMoney(micros, "USD", { precision: "trimmed" }).replace(/[$,]/g, "");
/** Money for half an hour more than so many of one accelerator, until the guard stops it. */
const moneyFor = (hours: bigint) => plain((RETAIL_MICROS * (2n * hours + 1n)) / 2n + reserveMicros(RETAIL_MICROS));

async function runFor({ container }: Started, hours: number) {
  for (let left = hours; left > 0; left--) {
    await container.runFor(3_600, 1_200);
    await scene.tick();
  }
}

const keysOf = async (spender: Spender) => (await spender.notices()).map((notice) => notice.key);

test("each threshold warns once while it lasts, the gravest alone is shown, and a warning is armed again above its threshold", async () => {
  const spender = await Spender.of(scene, moneyFor(25n));
  const started = await spender.start();
  expect(await warn()).toBe(0);
  await runFor(started, 3);
  expect(await warn()).toBe(1);
  expect(await warn()).toBe(0);
  expect(await spender.openNotices()).toEqual(["runway.24h"]);
  await runFor(started, 18);
  expect(await warn()).toBe(1);
  expect(await spender.openNotices()).toEqual(["runway.6h"]);
  await runFor(started, 4);
  expect(await warn()).toBe(1);
  expect((await spender.notices()).at(-1)).toMatchObject({ key: "runway.1h", severity: "critical", resolvedAt: null });
  expect(await spender.openNotices()).toEqual(["runway.1h"]);
  // seven hours more: above 6 h again, still under 24 h
  await spender.credit(plain(RETAIL_MICROS * 7n));
  expect(await warn()).toBe(0);
  expect(await spender.openNotices()).toEqual(["runway.24h"]);
  await runFor(started, 2);
  expect(await warn()).toBe(1);
  expect(await keysOf(spender)).toEqual(["runway.24h", "runway.6h", "runway.1h", "runway.6h"]);
  await spender.credit("500");
  expect(await warn()).toBe(0);
  expect(await spender.openNotices()).toEqual([]);
  await spender.end(started);
  expect(await warn()).toBe(0);
}, 60_000);

test("a warning that a person has dismissed stays away until its reason had gone", async () => {
  const spender = await Spender.of(scene, moneyFor(20n));
  const started = await spender.start();
  expect(await warn()).toBe(1);
  const [notice] = await spender.notices();
  await resolveOwnNotice(spender.buyer.ctx, { noticeId: notice!.id });
  expect(await warn()).toBe(0);
  expect(await spender.openNotices()).toEqual([]);
  await spender.credit("100");
  await warn();
  await runFor(started, 40);
  expect(await warn()).toBe(1);
  expect(await spender.openNotices()).toEqual(["runway.24h"]);
  await spender.end(started);
  await warn();
  expect(await spender.openNotices()).toEqual([]);
}, 60_000);

test("two warners at once raise a warning once", async () => {
  const spender = await Spender.of(scene, moneyFor(5n));
  const started = await spender.start();
  const raised = await Promise.all([warn(), warn(), warn()]);
  expect(raised.reduce((sum, one) => sum + one, 0)).toBe(1);
  expect(await keysOf(spender)).toEqual(["runway.6h"]);
  await spender.end(started);
});

test("the runway to the monthly cap warns like the runway of the money", async () => {
  const spender = await Spender.of(scene, "500");
  await setMonthlyCap(spender.buyer.ctx, { cap: plain(RETAIL_MICROS * 3n) });
  const started = await spender.start();
  expect(await warn()).toBe(1);
  expect((await spender.notices())[0]).toMatchObject({
    key: "runway.6h",
    title: expect.stringContaining("monthly cap"),
  });
  await setMonthlyCap(spender.buyer.ctx, { cap: null });
  await warn();
  expect(await spender.openNotices()).toEqual([]);
  await spender.end(started);
});

test("a stop is told of until what was stopped can be set up again", async () => {
  const spender = await Spender.of(scene, "0.30");
  const started = await spender.start();
  await started.container.runFor(340, 20);
  expect(await guardBalances(scene.worker())).toBe(1);
  await spender.end(started);
  await warn();
  expect(await spender.openNotices()).toEqual(["balance.stopped:USD"]);
  await spender.credit("0.05");
  await warn();
  expect(await spender.openNotices()).toEqual(["balance.stopped:USD"]);
  await spender.credit("0.20");
  await warn();
  expect(await spender.openNotices()).toEqual([]);
});

test("the desk's list knows each customer's runway while something is open, and forgets it after", async () => {
  const spender = await Spender.of(scene, moneyFor(100n));
  const started = await spender.start();
  await warn();
  const own = () =>
    scene.database.db
      .select()
      .from(customerStandings)
      .where(eq(customerStandings.organizationId, spender.organizationId));
  expect(await own()).toEqual([expect.objectContaining({ limitedBy: "balance", burnMicrosPerHour: RETAIL_MICROS })]);
  expect(Number((await own())[0]!.runwaySeconds)).toBeGreaterThan(99 * 3_600);
  await spender.end(started);
  await warn();
  expect(await own()).toEqual([]);
});

test("budgets tell of each share once a month, and a lease over the month's edge counts each hour in its month", async () => {
  await scene.pass((new Date("2026-04-30T21:30:00Z").getTime() - scene.now.getTime()) / 1_000);
  const spender = await Spender.of(scene, "500");
  const budget = { name: "Research", monthly: plain(RETAIL_MICROS * 4n), alerts: "50, 80 %, 100" };
  const { id } = await createBudget(spender.buyer.ctx, budget);
  const started = await spender.start();
  await runFor(started, 2);
  expect(await warn()).toBe(1);
  expect(await warn()).toBe(0);
  expect(await keysOf(spender)).toEqual([`budget:${id}:2026-04:5000`]);
  await runFor(started, 2);
  // half an hour of April was left, three and a half hours of it are not in May
  const [progress] = await listBudgets(spender.buyer.ctx);
  const used = (RETAIL_MICROS * 3n) / 2n;
  expect(Number(progress!.spentMicros - used)).toBeLessThan(2_000);
  expect(await warn()).toBe(0);
  expect(await spender.openNotices()).toEqual([]);
  await runFor(started, 2);
  expect(await warn()).toBe(1);
  expect((await spender.notices()).at(-1)).toMatchObject({ key: `budget:${id}:2026-05:8000`, severity: "warning" });
  await changeBudget(spender.buyer.ctx, { budgetId: id, ...budget, monthly: "500" });
  await warn();
  expect(await spender.openNotices()).toEqual([]);
  await changeBudget(spender.buyer.ctx, { budgetId: id, ...budget });
  expect(await warn()).toBe(0);
  await runFor(started, 1);
  expect(await warn()).toBe(1);
  expect(await spender.openNotices()).toEqual([`budget:${id}:2026-05:10000`]);
  await removeBudget(spender.buyer.ctx, { budgetId: id });
  await warn();
  expect(await spender.openNotices()).toEqual([]);
  await spender.end(started);
}, 60_000);
