import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mails } from "@/db/schema";
import { createMember } from "@/db/testing/context";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { Scene } from "@/db/testing/scene";
import { documentOf, formatMinor } from "@/lib/core/billing/document";
import { closeBooks, linesOf, runUntil, statementsOf } from "./testing/months";

let scene: Scene;
let buyer: Buyer;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-31T22:00:00.250Z"));
  buyer = await createBuyer(scene.market, "1000");
  await createMember(scene.database.db, buyer);
  const lease = await buyer.launch(1);
  await scene.pass(7);
  const container = scene.container(lease);
  await container.beat();
  await runUntil(scene, [container], "2026-04-01T00:16:00Z");
  await closeBooks(scene);
});
afterAll(() => scene.close());

const mailsOf = (organizationId: string) =>
  scene.database.db
    .select()
    .from(mails)
    .where(and(eq(mails.organizationId, organizationId), eq(mails.template, "statement")));

test.each([
  ["a customer", () => buyer, "/billing/statements"],
  ["an operator", () => scene.market.operator, "/operator/statements"],
] as const)(
  "%s's owners are told of the month's statement once, with the figures that it prints",
  async (_who, partyOf, list) => {
    const party = partyOf();
    const [statement] = await statementsOf(scene, party.organizationId);
    const lines = await linesOf(scene, statement!.id);
    const paper = documentOf({ ...statement!, lines: lines as never });
    await closeBooks(scene);
    const told = await mailsOf(party.organizationId);
    expect(told.map(({ toAddress }) => toAddress)).toEqual([party.email]);
    expect(told[0]!.props).toEqual({
      kind: statement!.kind,
      number: statement!.number,
      month: "2026-03-01",
      total: formatMinor(paper.totalMinor, "USD"),
      due: null,
      href: `${list}/${statement!.id}`,
    });
    expect(await scene.findings()).toEqual([]);
  },
);
