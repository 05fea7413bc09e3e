import { expect, test } from "../fixtures/journey";
import { cities, models, openSeededOperator, openSupply } from "../fixtures/market";
import { bootLimitMs } from "../fixtures/stack-dir";
import { Console } from "../pages/console";
import { signIn } from "../pages/people";

const supply = {
  site: "Warsaw West",
  city: cities.warsaw,
  model: models.l40s,
  profile: "l40s-1",
  accelerators: 1,
  wholesalePerHour: "0.55",
};

test("a boot that never answers by SSH fails in time, costs nothing and says why", async ({
  openBrowser,
  openHost,
  seeded,
  makeKey,
  expectSoundBooks,
}) => {
  const host = await openHost("warsaw-gpu-1");
  const silent = await host.makeSilentImage("localhost/openhall-rental:1");
  const operator = await openSeededOperator(await openBrowser(), seeded("operator"));
  await openSupply(operator, host, { ...supply, agentSettings: { OPENHALL_RENTAL_IMAGE: silent } });
  const customer = new Console(await openBrowser());
  await signIn(customer.page, seeded("customer"));
  await customer.addSshKey("boot-failure", (await makeKey()).publicKey);
  const launchForm = () => customer.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
  await launchForm();
  const instance = await customer.launch("never-answers");
  await expect.poll(async () => (await host.containers()).map(({ state }) => state)).toEqual(["running"]);
  await instance.expectState("failed", 2 * bootLimitMs);
  await expect(customer.page.getByText("It did not start, and nothing was charged")).toBeVisible();
  await expect(customer.page.getByText(/SSH did not answer within \d+ s/).first()).toBeVisible();

  await instance.expectSettled();
  expect(await instance.bookedMicros()).toBe(0n);
  for (const { state, micros } of await instance.segments()) expect([state, micros]).toEqual(["provisioning", 0n]);
  await expect.poll(() => host.containers()).toEqual([]);
  // the accelerator is for sale again
  await launchForm();
  await expectSoundBooks();
});
