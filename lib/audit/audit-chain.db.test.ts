import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDatabase, type Database } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { auditEvents } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { killAfter } from "@/db/testing/killed";
import type { Actor } from "@/lib/context";
import { anchorChains } from "./anchor-chains";
import { CHAIN_BATCH, chainAuditEvents } from "./chain-audit-events";
import { recordAudit } from "./record-audit";
import { listChains, verifyAnchors, verifyChain } from "./verify-chain";

let database: TestDatabase;
let db: Database;

beforeEach(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterEach(() => database.close());

const actor: Actor = { type: "system", name: "writer" };

async function write(organizationId: string | null, count: number, tag = "x") {
  const own = organizationId === null ? {} : { organizationId };
  for (let i = 0; i < count; i++)
    await db.transaction((tx) =>
      recordAudit(tx, testContext(db, actor), { action: "ssh_key.add", targetId: `${tag}-${i}`, ...own }),
    );
}

async function chainAll(): Promise<void> {
  while ((await chainAuditEvents({ db })) > 0);
}

async function allBreaks() {
  const verdicts = await Promise.all((await listChains(db)).map((chain) => verifyChain(db, chain)));
  return [...verdicts.flatMap((verdict) => verdict.breaks), ...(await verifyAnchors(db))];
}

/** As a superuser who goes round every trigger. */
async function tamper(...statements: string[]) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query("SET session_replication_role = replica");
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const anchor = (day: string) => db.transaction(async (tx) => anchorChains(tx, day, await databaseNow(tx)));

test("events get their places in the order they were written, gapless for each organization, and a whole log is sound", async () => {
  await write("org_a", 3);
  await write(null, 2);
  await write("org_a", CHAIN_BATCH + 1, "more");
  await chainAll();
  const rows = await db.select().from(auditEvents).where(eq(auditEvents.organizationId, "org_a"));
  const inOrder = rows.sort((a, b) => Number(a.number - b.number)).map((row) => row.sequence);
  expect(inOrder).toEqual(rows.map((_, at) => BigInt(at + 1)));
  expect(await verifyChain(db, null)).toMatchObject({ events: 2n, unchained: 0, breaks: [] });
  expect(await allBreaks()).toEqual([]);
});

test("an event that is committed late is chained after those that overtook it", async () => {
  const slow = createDatabase(database.url, { max: 1 });
  let commit = () => {};
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const wrote = Promise.withResolvers<void>();
  const late = slow.db.transaction(async (tx) => {
    const record = { action: "ssh_key.add", targetId: "late", organizationId: "org_a" };
    await recordAudit(tx, testContext(slow.db, actor), record);
    wrote.resolve();
    await held;
  });
  await wrote.promise;
  await write("org_a", 2, "early");
  await chainAll();
  commit();
  await late;
  await chainAll();
  await slow.close();
  const rows = await db.select().from(auditEvents).orderBy(auditEvents.sequence);
  expect(rows.map((row) => row.targetId)).toEqual(["early-0", "early-1", "late"]);
  expect(await allBreaks()).toEqual([]);
});

test("eight writers and two who chain leave no gap, no fork and nothing unchained", async () => {
  let writing = true;
  const chainer = async () => {
    while (writing) await chainAuditEvents({ db });
  };
  const chainers = [chainer(), chainer()];
  await Promise.all([..."abcdefgh"].map((tag) => write(tag < "e" ? "org_a" : "org_b", 40, tag)));
  writing = false;
  await Promise.all(chainers);
  await Promise.all([chainAll(), chainAll()]);
  expect(await verifyChain(db, "org_a")).toMatchObject({ events: 160n, unchained: 0, breaks: [] });
  expect(await verifyChain(db, "org_b")).toMatchObject({ events: 160n, unchained: 0, breaks: [] });
});

test("one who chains may be killed at any statement, and another goes on where the chain ends", async () => {
  let survived = false;
  let total = 0;
  for (let statements = 1; !survived && statements < 40; statements++) {
    await write("org_a", 2, `round-${statements}`);
    await write(null, 1, `round-${statements}`);
    total += 2;
    survived = await killAfter(database, statements, (ctx) => chainAuditEvents(ctx));
    expect(await allBreaks()).toEqual([]);
  }
  expect(survived).toBe(true);
  expect(total).toBeGreaterThan(20);
  await chainAll();
  expect(await verifyChain(db, "org_a")).toMatchObject({ events: BigInt(total), unchained: 0, breaks: [] });
});

const VALUES: Record<string, string> = {
  number: "999999",
  at: "at + interval '1 ms'",
  detail: `detail || '{"x": 1}'`,
  before: `'{"x": 1}'`,
  after: `'{"x": 1}'`,
  sequence: "70",
  organization_id: "'org_elsewhere'",
};

test("a change of any single field is found, whoever made it", async () => {
  await write("org_a", 6);
  await chainAll();
  const { rows: columns } = await db.execute<{ name: string }>(
    sql`SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'audit_events'`,
  );
  expect(columns.length).toBeGreaterThan(20);
  for (const { name } of columns) {
    await tamper(
      "CREATE TABLE kept AS TABLE audit_events",
      `UPDATE audit_events SET ${name} = ${VALUES[name] ?? `coalesce(${name}, '') || 'x'`} WHERE sequence = 4`.replace(
        "SET number = 999999",
        "SET number = DEFAULT",
      ),
    );
    expect(await allBreaks(), name).not.toEqual([]);
    await tamper(
      "DELETE FROM audit_events",
      "INSERT INTO audit_events OVERRIDING SYSTEM VALUE TABLE kept",
      "DROP TABLE kept",
    );
    expect(await allBreaks(), `after ${name}`).toEqual([]);
  }
});

const copied = (change: string) => `INSERT INTO audit_events OVERRIDING SYSTEM VALUE
  SELECT (jsonb_populate_record(e, '${change}'::jsonb)).* FROM audit_events e WHERE sequence = 3`;

test.each<[string, string[]]>([
  ["an event taken out of the middle", ["DELETE FROM audit_events WHERE sequence = 3"]],
  ["the first one taken away", ["DELETE FROM audit_events WHERE sequence = 1"]],
  ["the last one taken away", ["DELETE FROM audit_events WHERE sequence = 6"]],
  ["all of them taken away", ["DELETE FROM audit_events"]],
  [
    "two that changed places",
    [
      "UPDATE audit_events SET sequence = 70 WHERE sequence = 3",
      "UPDATE audit_events SET sequence = 3 WHERE sequence = 4",
      "UPDATE audit_events SET sequence = 4 WHERE sequence = 70",
    ],
  ],
  ["one put in at the end", [copied('{"id": "adt_forged", "sequence": 7}')]],
  [
    "one put in between",
    ["UPDATE audit_events SET sequence = sequence + 100 WHERE sequence > 3", copied('{"id": "adt_f", "sequence": 4}')],
  ],
  [
    "the last one taken away, and the chain's end set back",
    [
      "DELETE FROM audit_events WHERE sequence = 6",
      "UPDATE audit_chains SET sequence = 5, hash = (SELECT hash FROM audit_events WHERE sequence = 5)",
    ],
  ],
  ["the whole chain taken away with its end", ["DELETE FROM audit_events", "DELETE FROM audit_chains"]],
  ["an anchor that names another end", ["UPDATE audit_anchor_heads SET hash = repeat('a', 64)"]],
  ["an anchor taken away", ["DELETE FROM audit_anchor_heads", "DELETE FROM audit_anchors WHERE day = '2026-11-26'"]],
])("%s is found", async (_, statements) => {
  await write("org_a", 5);
  await chainAll();
  await anchor("2026-11-26");
  await write("org_a", 1);
  await chainAll();
  await anchor("2026-11-27");
  expect(await allBreaks()).toEqual([]);
  await tamper(...statements);
  expect(await allBreaks()).not.toEqual([]);
});

test("a chain that was made anew from a changed past is found by the anchors", async () => {
  await write("org_a", 3);
  await chainAll();
  await anchor("2026-11-27");
  await tamper(
    `UPDATE audit_events SET target_id = 'other', sequence = NULL, previous_hash = NULL, hash = NULL`,
    "DELETE FROM audit_chains",
  );
  await chainAll();
  expect(await allBreaks()).toEqual([
    expect.objectContaining({ sequence: "3", problem: expect.stringContaining("the anchor of 2026-11-27") }),
  ]);
});

test("the database refuses to change, remove or place an event by hand", async () => {
  await write("org_a", 2);
  await chainAll();
  await write("org_a", 1);
  const run = (statement: string) => database.pool.query(statement);
  const where = "WHERE target_id = 'x-0'";
  for (const refused of [
    "DELETE FROM audit_events",
    "TRUNCATE audit_events",
    `UPDATE audit_events SET target_id = 'y' ${where}`,
    "UPDATE audit_events SET sequence = NULL, previous_hash = NULL, hash = NULL",
    "UPDATE audit_events SET sequence = 3, previous_hash = 'a', hash = 'b', action = 'x' WHERE sequence IS NULL",
    copied('{"id": "adt_forged", "sequence": 9}').replace("sequence = 3", "sequence = 2"),
    "UPDATE audit_chains SET sequence = 1",
    "DELETE FROM audit_chains",
  ])
    await expect(run(refused), refused).rejects.toThrow(/append-only|only moves on/);
});

test("a log of more than a page is chained, checked and read to its end", async () => {
  await database.pool.query(`INSERT INTO audit_events (id, organization_id, actor_type, action, request_id)
    SELECT 'adt_' || n, 'org_long', 'system', 'books.audit', 'req_1' FROM generate_series(1, 2500) n`);
  await chainAll();
  expect(await verifyChain(db, "org_long")).toMatchObject({ events: 2_500n, unchained: 0, breaks: [] });
  await tamper(
    "UPDATE audit_events SET at = at - interval '1 ms' WHERE organization_id = 'org_long' AND sequence = 2001",
  );
  expect((await verifyChain(db, "org_long")).breaks).toEqual([expect.objectContaining({ sequence: "2001" })]);
});
