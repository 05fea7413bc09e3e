import { monthEnd, monthOf } from "@/lib/core/billing/month";
import { priceMicros } from "@/lib/core/rating/amount";
import { secondsBetween } from "@/lib/core/time";
import { expect } from "../fixtures/journey";
import { cities, models, openCustomer, openSeededOperator, openSupply } from "../fixtures/market";
import { test } from "../fixtures/own-clock";
import { Desk } from "../pages/desk";
import { PageCheck } from "../pages/page-check";
import { signIn } from "../pages/people";
import { StatementPage } from "../pages/statement-page";

const supply = {
  site: "Delta Halls",
  city: cities.lisbon,
  model: models.h100,
  profile: "h100-sxm-8",
  accelerators: 8,
  wholesalePerHour: "1.90",
};
const retailPerHour = 450_000_000n;
const wholesalePerHour = 1_900_000n;
const name = "nightly-run";
const organization = "Ebb Systems";

/** For some seconds that can be billed. */
async function runOn(): Promise<void> {
  const since = Date.now();
  await expect.poll(() => Date.now() - since).toBeGreaterThan(4_000);
}

test.use({ clockOf: "month" });
test.describe.configure({ timeout: 240_000 });

test("stopped and started, corrected, and closed with its month: both parties' documents agree with the books", async ({
  openBrowser,
  openHost,
  seeded,
  makeKey,
  jumpTo,
  expectSoundBooks,
}) => {
  const desk = new Desk(await openBrowser());
  await signIn(desk.page, seeded("platform desk"));
  const operator = await openSeededOperator(await openBrowser(), seeded("operator"));
  await openSupply(operator, await openHost("delta-gpu-1"), supply);
  // dear enough that a few seconds are money on a document in whole cents
  await desk.setPrice(supply.model.name, supply.city.region, "450");
  const key = await makeKey();
  const customer = await openCustomer(await openBrowser(), desk, { organization, key, credit: "500" });

  await customer.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
  const instance = await customer.launch(name);
  await instance.expectState("running");
  await runOn();

  await test.step("a stop keeps the lease, a start leads to a second container under it", async () => {
    await instance.stop();
    await instance.expectState("stopped");
    await instance.start();
    await instance.sshCommand();
    await runOn();
  });
  await instance.terminate();
  await instance.expectState("ended");
  await instance.expectSettled();
  const runs = (await instance.segments()).filter(({ state }) => state === "running");
  expect(runs.length).toBeGreaterThanOrEqual(2);
  const booked = runs.reduce((sum, { micros }) => sum + micros, 0n);
  const { leaseId } = instance;

  const lost = runs[0]!;
  const takenBack = priceMicros(retailPerHour, secondsBetween(lost.from, lost.to));
  const chargedBack = priceMicros(wholesalePerHour, secondsBetween(lost.from, lost.to));
  await test.step("the desk finds out that the first run was unreachable: a preview, then the correction", async () => {
    await desk.correctAsUnreachable(leaseId, lost, "The uplink was down");
    expect(await instance.bookedMicros()).toBe(booked);
  });

  const month = monthOf(new Date());
  const check = async (route: string, shot: string, page = customer.page) =>
    new PageCheck(page).expectFinished(route, `month-${shot}`);
  await jumpTo(new Date(monthEnd(month).getTime() + 20 * 60_000));
  await test.step("the desk closes what is due", () => desk.closeWhatIsDue());

  await test.step("the customer's usage statement has the runs, the correction, the top-up and what is left", async () => {
    const statement = await StatementPage.openNewest(customer.page, "/billing/statements");
    expect(statement.number).toMatch(/^STM-\d{4}-\d{6}$/);
    expect(await statement.sumOf("Payments received")).toBe(500_000_000n);
    expect(await statement.sumOf("Corrections")).toBe(takenBack);
    const line = await statement.lineHref("Usage");
    const { pdf, csv } = await statement.download();
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(csv).toContain(leaseId);
    const again = await statement.download();
    expect(again.pdf.equals(pdf)).toBe(true);
    expect(again.csv).toBe(csv);
    await check("/billing/statements", "customer-statements");
    await check(statement.path, "customer-statement");
    await check(line, "customer-line");
  });

  await test.step("the operator's settlement has its side of the same", async () => {
    const settlement = await StatementPage.openNewest(operator.page, "/operator/statements");
    expect(await settlement.sumOf("Corrections")).toBe(-chargedBack);
    const line = await settlement.lineHref("Usage");
    await check(settlement.path, "settlement", operator.page);
    await check(line, "settlement-line", operator.page);
  });

  await test.step("the desk sees a closed month, its documents and the correction", async () => {
    const statement = await StatementPage.openNewest(desk.page, "/desk/closing/statements");
    await check(statement.path, "desk-statement", desk.page);
    for (const [shot, route] of Object.entries({
      closing: "/desk/closing",
      corrections: "/desk/corrections",
      ledger: "/desk/ledger",
      lease: `/desk/leases/${leaseId}`,
    }))
      await check(route, `desk-${shot}`, desk.page);
  });
  await expectSoundBooks();
});
