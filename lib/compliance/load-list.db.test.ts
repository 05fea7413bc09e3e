import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deniedListVersions, deniedParties, deniedPartyNames } from "@/db/schema";
import { createCustomer, createMember, createPlatform, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { refusalOf } from "@/db/testing/refusal";
import { loadList } from "./load-list";
import { ALT_CSV, encode, SDN_CSV } from "./testing/example-lists";

let database: TestDatabase;
let platform: TestParty;

beforeEach(async () => {
  database = await createTestDatabase();
  platform = await createPlatform(database.db);
});
afterEach(() => database.close());

const worker = () => testContext(database.db, { type: "system", name: "test-worker" });
const load = (text: string, part: { alt?: string; mayShrink?: boolean } = {}, ctx = platform.ctx) =>
  loadList(ctx, {
    format: "ofac-csv",
    file: { name: "sdn.csv", content: encode(text) },
    alt: part.alt ? { name: "alt.csv", content: encode(part.alt) } : null,
    mayShrink: part.mayShrink ?? false,
  });

describe("a list", () => {
  test("is a version with what was added, changed and removed", async () => {
    expect(await load(SDN_CSV, { alt: ALT_CSV })).toMatchObject({ parties: 3, added: 3, changed: 0, removed: 0 });
    const newcomer = '104,"NEWCOMER FICTION",-0- ,"F",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n';
    const other = SDN_CSV.replace("ZORVAN TRADING", "ZORVAN TRADE").replace(/^103.*\n/m, newcomer);
    expect(await load(other, { alt: ALT_CSV })).toMatchObject({
      parties: 3,
      added: 1,
      changed: 1,
      removed: 1,
    });
    const current = await database.db.select().from(deniedListVersions).where(eq(deniedListVersions.isCurrent, true));
    expect(current).toHaveLength(1);
    expect(current[0]).toMatchObject({
      generation: 2,
      added: 1,
      changed: 1,
      removed: 1,
      loadedBy: platform.userId,
      fileNames: ["sdn.csv", "alt.csv"],
    });
    const gone = await database.db.select().from(deniedParties).where(eq(deniedParties.removedIn, current[0]!.id));
    expect(gone.map(({ names }) => names[0])).toEqual(["PHANTOM PEARL"]);
    expect(await database.db.$count(deniedPartyNames, eq(deniedPartyNames.partyId, gone[0]!.id))).toBe(0);
    expect(await load(SDN_CSV, { alt: ALT_CSV })).toMatchObject({ added: 1, changed: 1, removed: 1 });
  });

  test("of sixty megabytes is refused or read in seconds, whatever is in it", async () => {
    const from = performance.now();
    expect((await refusalOf(load("x".repeat(60 * 1024 * 1024)))).options.fields).toHaveProperty("file");
    expect((await refusalOf(load("x".repeat(65 * 1024 * 1024)))).message).toContain("larger than 64 MB");
    expect(performance.now() - from).toBeLessThan(20_000);
  });

  test("that is the same file is no new version", async () => {
    const first = await load(SDN_CSV);
    expect(await load(SDN_CSV)).toMatchObject({ versionId: first.versionId, isNew: false });
    expect(await database.db.$count(deniedListVersions)).toBe(1);
  });

  test("that cannot be read to its end changes nothing", async () => {
    await load(SDN_CSV);
    expect((await refusalOf(load(SDN_CSV.slice(0, 200)))).options.fields).toHaveProperty("file");
    expect(await database.db.$count(deniedListVersions)).toBe(1);
    expect(await database.db.$count(deniedParties)).toBe(3);
  });

  test("that lost half of its entries is loaded only where somebody says that this is right", async () => {
    const row = (n: number) => `${n},"MADE UP ${n}",-0- ,"F",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n`;
    const rows = Array.from({ length: 20 }, (_, n) => row(n + 1));
    await load(rows.join(""));
    expect((await refusalOf(load(rows.slice(0, 10).join("")))).message).toContain(
      "10 entries where the current version holds 20",
    );
    expect(await load(rows.slice(0, 10).join(""), { mayShrink: true })).toMatchObject({ removed: 10 });
  });

  test("is loaded once by two at once", async () => {
    const both = await Promise.all([load(SDN_CSV), load(SDN_CSV)]);
    expect(both.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
  });

  test("is loaded by the platform's people of that role, or a script, alone", async () => {
    const customer = await createCustomer(database.db);
    const support = await createMember(database.db, platform, "support");
    for (const party of [customer, support])
      expect((await refusalOf(load(SDN_CSV, {}, party.ctx))).code).toBe("forbidden");
    await load(SDN_CSV, {}, worker());
    const [version] = await database.db.select().from(deniedListVersions);
    expect(version!.loadedBy).toBeNull();
  });
});
