import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { mails } from "@/db/schema";
import { createMember } from "@/db/testing/context";
import { RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { reserveMicros } from "@/lib/core/ledger/holds";
import { formatMoney } from "@/lib/core/money";
import { guardBalances } from "./guard-balances";
import { Spender } from "./testing/spender";
import { warnBalances } from "./warn-balances";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-10T10:05:00.250Z"));
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const plain = (micros: bigint) => formatMoney(micros, "USD", { precision: "trimmed" }).replace(/[$,]/g, "");
const moneyFor = (hours: bigint) => plain((RETAIL_MICROS * (2n * hours + 1n)) / 2n + reserveMicros(RETAIL_MICROS));
const mailsTo = (organizationId: string, template: string) =>
  scene.database.db
    .select()
    .from(mails)
    .where(and(eq(mails.organizationId, organizationId), eq(mails.template, template)))
    .orderBy(mails.createdAt, mails.id);

test("each warning is mailed once to every member, of each customer their own", async () => {
  const [one, two] = [await Spender.of(scene, moneyFor(6n)), await Spender.of(scene, moneyFor(1n))];
  const member = await createMember(scene.database.db, one.buyer);
  await one.start(1);
  await two.start(2);
  expect(await warnBalances(scene.worker())).toBe(2);
  expect(await warnBalances(scene.worker())).toBe(0);
  const ones = await mailsTo(one.organizationId, "low-balance");
  expect(ones.map(({ toAddress }) => toAddress).sort()).toEqual([one.buyer.email, member.email].sort());
  const props = {
    within: "24 hours",
    limitedBy: "balance",
    perHour: formatMoney(RETAIL_MICROS, "USD", { precision: "trimmed" }),
  };
  expect(ones[0]!.props).toMatchObject(props);
  const twos = await mailsTo(two.organizationId, "low-balance");
  expect(twos.map(({ toAddress, props: { within } }) => [toAddress, within])).toEqual([[two.buyer.email, "1 hour"]]);
  const all = await scene.database.db.select().from(mails).where(eq(mails.template, "low-balance"));
  expect(all).toHaveLength(3);
});

test("who is stopped is mailed once, with all that was stopped and how long its data is kept", async () => {
  const spender = await Spender.of(scene, "0.60");
  const started = await spender.start(1);
  let ran = 0;
  while ((await mailsTo(spender.organizationId, "stopped")).length === 0 && ran < 1_000) {
    await started.container.beat();
    await scene.pass(10);
    await guardBalances(scene.worker());
    ran += 10;
  }
  await guardBalances(scene.worker());
  const [told, ...more] = await mailsTo(spender.organizationId, "stopped");
  expect(more).toEqual([]);
  expect(told!.props).toMatchObject({ limitedBy: "balance", instances: [started.lease.name] });
  const days = (Date.parse(String(told!.props.keptUntil)) - scene.now.getTime()) / 86_400_000;
  expect(Math.round(days)).toBe(7);
  await spender.end(started);
});
