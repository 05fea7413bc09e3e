import { priceMicros } from "@/lib/core/rating/amount";
import { secondsBetween } from "@/lib/core/time";
import { expect, test } from "../fixtures/journey";
import { cities, models, openSeededOperator, openSupply } from "../fixtures/market";
import { Console } from "../pages/console";
import { signIn } from "../pages/people";

const supply = {
  site: "Prague Castle",
  city: cities.prague,
  model: models.l40s,
  profile: "l40s-1",
  accelerators: 1,
  wholesalePerHour: "0.61",
};

test("a lease that ends while the worker is killed is billed once", async ({
  openBrowser,
  openHost,
  seeded,
  makeKey,
  stack,
  expectSoundBooks,
}) => {
  const host = await openHost("prague-gpu-1");
  await openSupply(await openSeededOperator(await openBrowser(), seeded("operator")), host, supply);
  const customer = new Console(await openBrowser());
  await signIn(customer.page, seeded("customer"));
  await customer.addSshKey("worker-killed", (await makeKey()).publicKey);
  await customer.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
  const instance = await customer.launch("billed-once");
  await instance.expectState("running");
  const runningSince = (await instance.events()).find(({ state }) => state === "running")?.at ?? new Date(0);
  await expect.poll(() => Date.now() - runningSince.getTime()).toBeGreaterThan(3_000);

  const restartAfter = async (stop: () => Promise<void>) => {
    await stop();
    stack.startWorker();
  };
  await instance.terminate();
  await stack.processes.end("worker", "SIGKILL");
  await instance.expectState("ended");
  // twice more, once it has begun to look for what is due
  stack.startWorker();
  for (const line of [1, 2]) {
    await expect
      .poll(() => stack.processes.tail("worker", 1_000).split("worker started").length)
      .toBeGreaterThan(line + 1);
    await restartAfter(() => stack.processes.end("worker", "SIGKILL"));
  }
  await instance.expectSettled();

  const events = await instance.events();
  const at = (state: string) => events.find((event) => event.state === state)?.at ?? new Date(Number.NaN);
  const charge = priceMicros(await instance.ratePerHourMicros(), secondsBetween(at("running"), at("ended")));
  expect(await instance.bookedMicros()).toBe(charge);
  expect((await instance.segments()).reduce((sum, { micros }) => sum + micros, 0n)).toBe(charge);
  await expectSoundBooks();
});
