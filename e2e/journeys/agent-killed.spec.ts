import { priceMicros } from "@/lib/core/rating/amount";
import { secondsBetween } from "@/lib/core/time";
import { expect, test } from "../fixtures/journey";
import { cities, models, openSeededOperator, openSupply } from "../fixtures/market";
import { runOverSsh } from "../fixtures/ssh-session";
import { silenceMs } from "../fixtures/stack-dir";
import { Console } from "../pages/console";
import type { InstanceEvent } from "../pages/instance-page";
import { signIn } from "../pages/people";

const supply = {
  site: "Lisbon Docks",
  city: cities.lisbon,
  model: models.h100,
  profile: "h100-sxm-2",
  accelerators: 2,
  wholesalePerHour: "1.90",
};

/** What the meter ran for: from each `running` to the change after it; a stop is not one, for the container still runs. */
function runningSpans(events: InstanceEvent[]): { from: Date; to: Date }[] {
  const changes = events.filter(({ state }) => ["running", "unreachable", "ended"].includes(state));
  return changes.flatMap(({ state, at }, index) => {
    const next = changes[index + 1];
    return state === "running" && next ? [{ from: at, to: next.at }] : [];
  });
}

test("an agent killed during a lease loses nothing, and only proven time is billed", async ({
  openBrowser,
  openHost,
  seeded,
  makeKey,
  expectSoundBooks,
}) => {
  const host = await openHost("lisbon-gpu-1");
  await openSupply(await openSeededOperator(await openBrowser(), seeded("operator")), host, supply);
  const customer = new Console(await openBrowser());
  const key = await makeKey();
  await signIn(customer.page, seeded("customer"));
  await customer.addSshKey("agent-killed", key.publicKey);
  await customer.openLaunch(`${supply.model.sku}.x1`, supply.city.city, supply.site);
  const instance = await customer.launch("survivor");
  await instance.expectState("running");
  const command = await instance.sshCommand();
  await runOverSsh(command, key, "echo kept > /root/marker");
  const [container] = await host.containers();
  const stateNow = async () => (await instance.events()).findLast(({ state }) => state !== "")?.state;

  const back = await test.step("killed and back within the silence allowed", async () => {
    await host.killAgent();
    expect(await runOverSsh(command, key, "cat /root/marker")).toBe("kept\n");
    host.startAgent();
    // heard of again after its absence: only then a container that the platform does not know is taken away
    const stranger = await host.startByHand("localhost/openhall-rental:1", {
      "openhall.host": host.hostId,
      "openhall.lease": "lse_unknown",
    });
    await expect.poll(async () => (await host.containers()).some(({ id }) => id === stranger)).toBe(false);
    expect(await host.containers()).toEqual([{ ...container, state: "running" }]);
    expect(await runOverSsh(command, key, "cat /root/marker")).toBe("kept\n");
    expect(await stateNow()).toBe("running");
    return new Date();
  });

  await test.step("killed for longer: unreachable, then running again", async () => {
    await host.killAgent();
    await instance.expectState("unreachable", 2 * silenceMs);
    expect(await runOverSsh(command, key, "cat /root/marker")).toBe("kept\n");
    host.startAgent();
    await instance.expectState("running");
    expect(await host.containers()).toEqual([{ ...container, state: "running" }]);
    expect(await runOverSsh(await instance.sshCommand(), key, "cat /root/marker")).toBe("kept\n");
  });

  await instance.terminate();
  await instance.expectState("ended");
  await instance.expectSettled();
  const spans = runningSpans(await instance.events());
  expect(spans).toHaveLength(2);
  const [first, second] = spans as [{ from: Date; to: Date }, { from: Date; to: Date }];
  const secondMs = 1_000;
  expect(first.to.getTime(), "the first gap is within the first span").toBeGreaterThan(back.getTime() - 3 * secondMs);
  expect(second.from.getTime() - first.to.getTime(), "the second gap is not billed").toBeGreaterThanOrEqual(silenceMs);

  const rate = await instance.ratePerHourMicros();
  const charge = spans.reduce((sum, { from, to }) => sum + priceMicros(rate, secondsBetween(from, to)), 0n);
  expect(await instance.bookedMicros()).toBe(charge);
  const unbilled = (await instance.segments()).filter(({ state }) => state === "unreachable");
  expect(unbilled.map(({ micros }) => micros)).toEqual([0n]);
  expect(unbilled[0]).toMatchObject({ from: first.to, to: second.from });
  await expectSoundBooks();
});
