import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { launchFreezes, screeningMatches, suspensions } from "@/db/schema";
import {
  createCustomer,
  createMember,
  createOperator,
  createPlatform,
  type TestParty,
  testContext,
} from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { refusalOf } from "@/db/testing/refusal";
import { STRONG_SCORE } from "@/lib/core/compliance/screening";
import { decideMatch } from "./decide-match";
import { declareOwner } from "./declare-owner";
import { loadList } from "./load-list";
import { removeOwner } from "./remove-owner";
import { screenOrganizations } from "./screen-organizations";
import { findPayoutHold, readStanding } from "./standing";
import { ALT_CSV, encode, SDN_CSV } from "./testing/example-lists";

let database: TestDatabase;
let platform: TestParty;
let second: TestParty;

beforeEach(async () => {
  database = await createTestDatabase();
  platform = await createPlatform(database.db);
  second = await createMember(database.db, platform, "operations");
});
afterEach(() => database.close());

const load = (text: string, alt?: string) =>
  loadList(platform.ctx, {
    format: "ofac-csv",
    file: { name: "sdn.csv", content: encode(text) },
    alt: alt ? { name: "alt.csv", content: encode(alt) } : null,
  });
const worker = () => testContext(database.db, { type: "system", name: "test-worker" });
const screen = () => screenOrganizations(worker());
const matchesOf = (party: TestParty) =>
  database.db
    .select()
    .from(screeningMatches)
    .where(eq(screeningMatches.organizationId, party.organizationId))
    .orderBy(screeningMatches.raisedAt, screeningMatches.id);
const decide = (by: TestParty, matchId: string, decision: "cleared" | "confirmed") =>
  decideMatch(by.ctx, { matchId, decision, reason: "Born elsewhere, on another day." });
const owner = (party: TestParty, name: string) =>
  declareOwner(party.ctx, { name, country: "DE", birthDate: "", sharePercent: "40" });

describe("who is screened", () => {
  test("organizations by name and alias, their owners and beneficial owners, whoever comes first", async () => {
    const before = await createCustomer(database.db, "Zorvan Export Bureau Ltd");
    await load(SDN_CSV, ALT_CSV);
    const after = await createOperator(database.db, "Trading Zorvan GmbH");
    const owned = await createCustomer(database.db, "Honest Research");
    await owner(owned, "Quentin Zorvanof");
    await createCustomer(database.db, "Helmholtz Institute");
    await screen();
    expect(await matchesOf(before)).toEqual([
      expect.objectContaining({ partyName: "ZORVAN EXPORT BUREAU", state: "open", score: 1 }),
    ]);
    expect(await matchesOf(after)).toEqual([
      expect.objectContaining({ partyName: "ZORVAN TRADING CO., LTD.", score: 1 }),
    ]);
    expect(await matchesOf(owned)).toEqual([
      expect.objectContaining({ subjectName: "Quentin Zorvanof", partyName: "ZORVANOV, Quentin" }),
    ]);
    expect(await database.db.$count(screeningMatches)).toBe(3);
  });

  test("nobody twice for one load, by any number of workers", async () => {
    const party = await createCustomer(database.db, "Zorvan Trading");
    await load(SDN_CSV);
    await Promise.all([screen(), screen(), screen()]);
    expect(await screen()).toBe(0);
    expect(await matchesOf(party)).toHaveLength(1);
  });

  test("anew when the list changes: a match is gone with its entry, and one that was cleared is raised when the entry changes", async () => {
    const party = await createCustomer(database.db, "Zorvan Trade");
    await load(SDN_CSV);
    await screen();
    const [first] = await matchesOf(party);
    expect(first!.score).toBeLessThan(STRONG_SCORE);
    await decide(platform, first!.id, "cleared");
    await load(SDN_CSV.replace("Made up", "Made-up in other words"));
    await screen();
    expect((await matchesOf(party)).map(({ state }) => state)).toEqual(["cleared"]);
    await load(
      SDN_CSV.replace(
        '"FICTION1",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Made',
        '"FICTION9",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Made',
      ),
    );
    await screen();
    expect((await matchesOf(party)).map(({ state }) => state)).toEqual(["cleared", "open"]);
    await load(SDN_CSV.replace(/^102.*\n/m, ""));
    await screen();
    expect((await matchesOf(party)).map(({ state }) => state)).toEqual(["cleared", "gone"]);
  });

  test("an owner who is taken off takes an undecided match along, and cannot be cleared any more", async () => {
    const party = await createCustomer(database.db);
    const { ownerId } = await owner(party, "Quentin Zorvanov");
    await load(SDN_CSV);
    await screen();
    const [match] = await matchesOf(party);
    await removeOwner(party.ctx, { ownerId });
    await screen();
    expect((await matchesOf(party)).map(({ state }) => state)).toEqual(["gone"]);
    expect((await refusalOf(decide(platform, match!.id, "cleared"))).code).toBe("conflict");
    await owner(party, "Quentin Zorvanov");
    await screen();
    expect((await matchesOf(party)).map(({ state }) => state).sort()).toEqual(["gone", "open"]);
  });
});

describe("a match", () => {
  async function strong(name = "Zorvan Trading Ltd") {
    const party = await createCustomer(database.db, name);
    await load(SDN_CSV);
    await screen();
    const [match] = await matchesOf(party);
    return { party, match: match! };
  }

  test("that is strong holds business and payouts until two people have cleared it", async () => {
    const { party, match } = await strong();
    expect(await readStanding(database.db, party.organizationId)).toEqual({ suspendedFor: null, isUnderReview: true });
    expect(await findPayoutHold(database.db, party.organizationId)).toContain("Under review");
    expect(await decide(platform, match.id, "cleared")).toEqual({ state: "clearing" });
    const own = await refusalOf(decide(platform, match.id, "cleared"));
    expect(own).toMatchObject({ code: "forbidden" });
    expect(own.message).toContain("second person");
    expect((await readStanding(database.db, party.organizationId)).isUnderReview).toBe(true);
    expect(await decide(second, match.id, "cleared")).toEqual({ state: "cleared" });
    expect((await readStanding(database.db, party.organizationId)).isUnderReview).toBe(false);
    expect(await findPayoutHold(database.db, party.organizationId)).toBeNull();
    await load(SDN_CSV.replace("Made up", "Made-up"));
    await screen();
    expect((await matchesOf(party)).map(({ state }) => state)).toEqual(["cleared"]);
  });

  test("that is weak holds nothing, and one person clears it", async () => {
    const { party, match } = await strong("Zorvan Trade");
    expect((await readStanding(database.db, party.organizationId)).isUnderReview).toBe(false);
    expect(await decide(second, match.id, "cleared")).toEqual({ state: "cleared" });
  });

  test("that is confirmed suspends at once, with a freeze, whoever proposed what before", async () => {
    const { party, match } = await strong();
    await decide(platform, match.id, "cleared");
    await decide(platform, match.id, "confirmed");
    const [suspension] = await database.db
      .select()
      .from(suspensions)
      .where(eq(suspensions.organizationId, party.organizationId));
    expect(suspension).toMatchObject({ cause: "sanctions", liftedAt: null });
    expect(suspension!.effectiveAt).toEqual(suspension!.placedAt);
    const frozen = and(
      eq(launchFreezes.organizationId, party.organizationId),
      eq(launchFreezes.sourceKey, suspension!.id),
    );
    expect(await database.db.$count(launchFreezes, frozen)).toBe(1);
    expect((await refusalOf(decide(second, match.id, "cleared"))).code).toBe("conflict");
  });

  test("is decided once by two at once", async () => {
    const { match } = await strong("Zorvan Trade");
    const both = await Promise.allSettled([
      decide(platform, match.id, "cleared"),
      decide(second, match.id, "confirmed"),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("is decided by nobody but the platform's people of that role", async () => {
    const { party, match } = await strong();
    const support = await createMember(database.db, platform, "support");
    for (const other of [party, support, await createOperator(database.db)])
      expect((await refusalOf(decide(other, match.id, "cleared"))).code).toBe("forbidden");
    expect((await refusalOf(decide(platform, "smt_none", "cleared"))).code).toBe("not_found");
  });
});

describe("beneficial owners", () => {
  test("hold 100 % together at most, whoever declares at once", async () => {
    const party = await createCustomer(database.db);
    const shares = await Promise.allSettled(
      ["40", "40", "40"].map((sharePercent) =>
        declareOwner(party.ctx, { name: "Ada Fiction", country: "DE", sharePercent }),
      ),
    );
    expect(shares.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    const refused = await refusalOf(
      declareOwner(party.ctx, { name: "Ada Fiction", country: "DE", sharePercent: "20.01" }),
    );
    expect(refused.options.fields?.sharePercent).toEqual(["20 % are left."]);
  });

  test("need something to be told apart by, and are another tenant's to nobody", async () => {
    const party = await createCustomer(database.db);
    const refused = await refusalOf(declareOwner(party.ctx, { name: "Ada Fiction", sharePercent: "5" }));
    expect(refused.options.fields).toHaveProperty("birthDate");
    const { ownerId } = await owner(party, "Ada Fiction");
    expect((await refusalOf(removeOwner((await createCustomer(database.db)).ctx, { ownerId }))).code).toBe("not_found");
    expect((await refusalOf(removeOwner((await createMember(database.db, party)).ctx, { ownerId }))).code).toBe(
      "forbidden",
    );
    await removeOwner(party.ctx, { ownerId });
    expect((await refusalOf(removeOwner(party.ctx, { ownerId }))).code).toBe("not_found");
  });
});
