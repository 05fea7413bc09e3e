import { priceMicros } from "@/lib/core/rating/amount";
import { secondsBetween } from "@/lib/core/time";
import { expect, test } from "../fixtures/journey";
import { cities, models, openSeededOperator, openSupply } from "../fixtures/market";
import { OutsideView } from "../fixtures/outside-view";
import { runOverSsh } from "../fixtures/ssh-session";
import { Console } from "../pages/console";
import { signIn } from "../pages/people";
import { ListTable } from "../pages/table";

const supply = {
  site: "Liffey Works",
  city: cities.dublin,
  model: models.h100,
  profile: "h100-sxm-2",
  accelerators: 2,
  wholesalePerHour: "1.90",
};

/** What the platform promises for a fault, and what a busy machine may add to it. */
const promisedMs = 45_000;
const slackMs = 60_000;

test.setTimeout(360_000);

test("a host that probes do not reach is unreachable though its agent reports on, and is back without a person", async ({
  openBrowser,
  openHost,
  stack,
  seeded,
  makeKey,
  expectSoundBooks,
}) => {
  const host = await openHost("dublin-gpu-1");
  test.skip(host.engine.kind !== "private", "Docker's own socket: the host has no network of its own to be cut");
  const outside = new OutsideView(stack);
  await outside.open(host);
  try {
    const operator = await openSeededOperator(await openBrowser(), seeded("operator"));
    await openSupply(operator, host, supply);
    const desk = await openBrowser();
    await signIn(desk, seeded("platform desk"));
    const customer = new Console(await openBrowser());
    const key = await makeKey();
    await signIn(customer.page, seeded("customer"));
    await customer.addSshKey("partition", key.publicKey);
    await customer.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
    const instance = await customer.launch("islander");
    await instance.expectState("running");
    const command = await instance.sshCommand();

    await test.step("both probes reach it, and the desk sees so", async () => {
      await desk.goto("/desk/system");
      const probes = new ListTable(desk, "Probes");
      for (const name of ["probe-1", "probe-2"]) {
        const row = probes.row(name);
        await expect(await probes.cell(row, "Leases")).toHaveText(/[1-9]\d*$/, { timeout: promisedMs });
        await expect(await probes.cell(row, "State")).toHaveText(/live$/);
      }
    });

    const cutAt = new Date();
    await test.step("cut off from the probes: unreachable, while host and instance are well", async () => {
      await outside.cut(host);
      await instance.expectState("unreachable", promisedMs + slackMs);
      expect(await runOverSsh(command, key, "echo here")).toBe("here\n");
      const last = (await instance.events()).findLast(({ state }) => state === "unreachable");
      expect(last?.message).toContain("Not reachable from outside: 2 of 2 probes (no answer in time)");
      expect(last!.at.getTime()).toBeLessThan(cutAt.getTime() + promisedMs);
      await operator.page.goto(`/operator/hosts/${host.hostId}`);
      await expect(operator.page.getByText("2 of 2 probes: no answer in time")).toBeVisible();
    });

    await test.step("joined again: running without anybody's doing", async () => {
      await outside.join(host);
      await instance.expectState("running", promisedMs + slackMs);
      expect(await runOverSsh(await instance.sshCommand(), key, "echo here")).toBe("here\n");
    });

    await instance.terminate();
    await instance.expectState("ended");
    await instance.expectSettled();
    const changes = (await instance.events()).filter(({ state }) =>
      ["running", "unreachable", "ended"].includes(state),
    );
    expect(changes.map(({ state }) => state)).toEqual(["running", "unreachable", "running", "ended"]);
    const [first, away, back, end] = changes.map(({ at }) => at) as [Date, Date, Date, Date];
    const rate = await instance.ratePerHourMicros();
    const charge = priceMicros(rate, secondsBetween(first, away)) + priceMicros(rate, secondsBetween(back, end));
    expect(await instance.bookedMicros()).toBe(charge);
    const unbilled = (await instance.segments()).filter(({ state }) => state === "unreachable");
    expect(unbilled).toMatchObject([{ from: away, to: back, micros: 0n }]);
    await expectSoundBooks();
  } finally {
    await outside.close();
  }
});
