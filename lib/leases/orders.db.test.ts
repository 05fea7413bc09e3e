import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exportRules, leases, mails, notices, orderReviews } from "@/db/schema";
import { createMember, createPlatform, type TestParty } from "@/db/testing/context";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { refusalOf } from "@/db/testing/refusal";
import { EXITED, RETAINED, Scene } from "@/db/testing/scene";
import { activateRule } from "@/lib/compliance/activate-rule";
import { createClass } from "@/lib/compliance/create-class";
import { createRule } from "@/lib/compliance/create-rule";
import { decideOrder } from "@/lib/compliance/decide-order";
import { declareCountry } from "@/lib/compliance/declare-country";
import { endRule } from "@/lib/compliance/end-rule";
import { signEndUse } from "@/lib/compliance/sign-end-use";
import { PROHIBITED_USE_KEYS } from "@/lib/core/compliance/end-use";
import type { RuleEffect } from "@/lib/core/compliance/evaluate-order";
import { startInstance } from "./start-instance";
import { stopInstance } from "./stop-instance";

const START = new Date("2026-12-01T10:00:00Z");
let scene: Scene;
let buyer: Buyer;
let classId: string;
let ruleId: string;

beforeEach(async () => {
  scene = await Scene.open(START);
  const { platform } = scene.market;
  ({ classId } = await createClass(platform.ctx, { name: "Large accelerators", modelCodes: ["h100-sxm-80"] }));
  buyer = scene.buyer;
});
afterEach(() => scene.close());

async function rule(effect: RuleEffect, name: string, countries: { customer?: string[]; site?: string[] } = {}) {
  ({ ruleId } = await createRule(scene.market.platform.ctx, {
    name,
    classId,
    effect,
    customerCountries: countries.customer ?? [],
    siteCountries: countries.site ?? [],
  }));
}

const leasesOf = (party: TestParty) =>
  scene.database.db.$count(leases, eq(leases.organizationId, party.organizationId));
const reviewsOf = (party: TestParty) =>
  scene.database.db.select().from(orderReviews).where(eq(orderReviews.organizationId, party.organizationId));
const sign = (party: TestParty) =>
  signEndUse(party.ctx, {
    category: "research",
    description: "Protein folding at a university's institute.",
    signerName: "A. Signer",
    confirmed: [...PROHIBITED_USE_KEYS],
  });

describe("an order that a rule refuses", () => {
  test("is refused by the rule's name, leaves a review behind, and launches once it is approved", async () => {
    await rule("refuse", "No large accelerators for Atlantis", { customer: ["AQ"] });
    await declareCountry(buyer.ctx, { country: "aq" });
    const refused = await refusalOf(buyer.launch(1));
    expect(refused).toMatchObject({ code: "forbidden" });
    expect(refused.message).toContain('"No large accelerators for Atlantis"');
    expect(refused.message).toContain("goes to review");
    await refusalOf(buyer.launch(2));
    const reviews = await reviewsOf(buyer);
    expect(reviews).toHaveLength(1);
    expect(reviews[0]).toMatchObject({
      state: "open",
      timesAsked: 2,
      siteCountry: "IS",
      customerCountries: ["AQ"],
      effect: "refuse",
    });
    expect(await leasesOf(buyer)).toBe(0);

    await decideOrder(scene.market.platform.ctx, {
      reviewId: reviews[0]!.id,
      decision: "approved",
      until: "2026-12-31",
      reason: "They have a licence.",
    });
    expect(await buyer.launch(1)).toMatchObject({ state: "provisioning" });
    const told = await scene.database.db.select().from(mails).where(eq(mails.organizationId, buyer.organizationId));
    expect(told.map(({ template }) => template)).toEqual(["order-decided"]);
    const shown = await scene.database.db
      .select()
      .from(notices)
      .where(eq(notices.organizationId, buyer.organizationId));
    expect(shown.map(({ title }) => title)).toEqual(["You can launch h100-sxm-80.x2 now"]);
  });

  test("is refused again after the approval's last day, and another customer all along", async () => {
    await rule("review", "Looked at first");
    await refusalOf(buyer.launch(1));
    const [review] = await reviewsOf(buyer);
    await decideOrder(scene.market.platform.ctx, {
      reviewId: review!.id,
      decision: "approved",
      until: "2026-12-01",
      reason: "For today.",
    });
    const other = await createBuyer(scene.market);
    expect((await refusalOf(other.launch(1))).code).toBe("forbidden");
    await buyer.launch(1);
    await scene.pass(14 * 3_600);
    await scene.market.report([]);
    expect((await refusalOf(buyer.launch(1))).code).toBe("forbidden");
    expect((await reviewsOf(buyer)).map(({ state }) => state).sort()).toEqual(["approved", "open"]);
  });

  test("goes by the site's country too", async () => {
    await rule("refuse", "Not in Norway", { site: ["NO"] });
    await buyer.launch(1);
    await rule("refuse", "Not in Iceland", { site: ["IS"] });
    expect((await refusalOf(buyer.launch(1))).message).toContain("Not in Iceland");
  });

  test("asks for the country where nobody has said it", async () => {
    await rule("refuse", "Not for Atlantis", { customer: ["AQ"] });
    const refused = await refusalOf(buyer.launch(1));
    expect(refused).toMatchObject({ code: "precondition_failed" });
    expect(refused.message).toContain("where your organization is incorporated");
    await declareCountry(buyer.ctx, { country: "DE" });
    await buyer.launch(1);
    expect(await reviewsOf(buyer)).toEqual([]);
  });

  test("asks for a statement, which holds for a year", async () => {
    await rule("needs_statement", "Say what for");
    const refused = await refusalOf(buyer.launch(1));
    expect(refused).toMatchObject({ code: "precondition_failed" });
    expect(refused.message).toContain("end-use statement");
    await sign(buyer);
    await buyer.launch(1);
    await scene.pass(366 * 86_400);
    await scene.market.report([]);
    expect((await refusalOf(buyer.launch(1))).code).toBe("precondition_failed");
  });

  test("is refused at a start again as it is at a launch", async () => {
    const lease = await buyer.launch(1);
    const container = scene.container(lease);
    await container.runFor(10);
    await stopInstance(buyer.ctx, { leaseId: lease.id });
    await scene.pass(1);
    await container.beat(EXITED);
    await scene.pass(5);
    await container.beat(RETAINED);
    await rule("refuse", "Not any more");
    expect((await refusalOf(startInstance(buyer.ctx, { leaseId: lease.id }))).message).toContain("Not any more");
    expect(await reviewsOf(buyer)).toHaveLength(1);
    expect((await scene.read(lease)).state).toBe("stopped");
    await endRule(scene.market.platform.ctx, { ruleId, reason: "it was a slip" });
    await startInstance(buyer.ctx, { leaseId: lease.id });
    expect(await scene.findings()).toEqual([]);
  });
});

test("the examples that an installation begins with are drafts that decide nothing", async () => {
  const rules = await scene.database.db.select().from(exportRules);
  expect(rules.length).toBeGreaterThanOrEqual(3);
  for (const one of rules) expect(one).toMatchObject({ isExample: true, activeFrom: null });
  await buyer.launch(1);
});

test("of several launches at once each is refused, and one review is there", async () => {
  await rule("refuse", "None of these");
  const all = await Promise.all([1, 1, 1, 1].map((count) => refusalOf(buyer.launch(count as 1))));
  expect(new Set(all.map(({ code }) => code))).toEqual(new Set(["forbidden"]));
  const reviews = await reviewsOf(buyer);
  expect(reviews.map(({ timesAsked }) => timesAsked)).toEqual([4]);
});

describe("who may", () => {
  test("nobody but the platform's people of that role keeps rules and decides", async () => {
    await rule("refuse", "For this test");
    await refusalOf(buyer.launch(1));
    const [review] = await reviewsOf(buyer);
    const support = await createMember(scene.database.db, scene.market.platform, "support");
    for (const party of [buyer, scene.market.operator, support]) {
      const input = { reviewId: review!.id, decision: "refused" as const, reason: "because" };
      expect((await refusalOf(decideOrder(party.ctx, input))).code).toBe("forbidden");
      expect((await refusalOf(createRule(party.ctx, { name: "x", classId, effect: "refuse" }))).code).toBe("forbidden");
      expect((await refusalOf(createClass(party.ctx, { name: "x", modelCodes: ["l4"] }))).code).toBe("forbidden");
      expect((await refusalOf(endRule(party.ctx, { ruleId, reason: "because" }))).code).toBe("forbidden");
      expect((await refusalOf(activateRule(party.ctx, { ruleId, reason: "because" }))).code).toBe("forbidden");
    }
    const member = await createMember(scene.database.db, buyer, "member");
    expect((await refusalOf(sign(member))).code).toBe("forbidden");
    expect((await refusalOf(declareCountry(member.ctx, { country: "DE" }))).code).toBe("forbidden");
    expect((await refusalOf(sign(await createPlatform(scene.database.db)))).code).toBe("forbidden");
  });

  test("what is decided stays decided, and days in the past are refused on their field", async () => {
    await rule("refuse", "For that test");
    await refusalOf(buyer.launch(1));
    const [review] = await reviewsOf(buyer);
    const { ctx } = scene.market.platform;
    const past = await refusalOf(
      decideOrder(ctx, { reviewId: review!.id, decision: "approved", until: "2020-01-01", reason: "because" }),
    );
    expect(past.options.fields).toHaveProperty("until");
    await decideOrder(ctx, { reviewId: review!.id, decision: "refused", reason: "because" });
    expect(
      (await refusalOf(decideOrder(ctx, { reviewId: review!.id, decision: "refused", reason: "because" }))).code,
    ).toBe("conflict");
    expect(
      (await refusalOf(decideOrder(ctx, { reviewId: "orv_none", decision: "refused", reason: "because" }))).code,
    ).toBe("not_found");
  });

  test("a statement without every box is refused on its field", async () => {
    const refused = await refusalOf(
      signEndUse(buyer.ctx, {
        category: "other",
        description: "Something that is long enough.",
        signerName: "A",
        confirmed: ["weapons"],
      }),
    );
    expect(refused.options.fields).toHaveProperty("confirmed");
  });
});
