import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket } from "@/db/testing/market";

let database: TestDatabase;
let leaseId: string;
let intervalId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  leaseId = (await (await createBuyer(await createMarket(database.db))).launch(1)).id;
  const { rows } = await database.pool.query("SELECT id FROM lease_intervals WHERE lease_id = $1", [leaseId]);
  intervalId = rows[0].id;
});
afterAll(() => database.close());

interface Piece {
  start: number;
  end: number;
  first?: boolean;
}

const minute = (at: number) => new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString();

async function write(db: Pick<Database, "execute">, pieces: Piece[]): Promise<void> {
  const rows = pieces.map(
    ({ start, end, first }) => sql`(${leaseId}, ${minute(start)}::timestamptz, ${minute(end)}::timestamptz,
      ${first ? null : minute(start)}::timestamptz, ${intervalId}, 'provisioning', 1, 0, 0, 'test')`,
  );
  await db.execute(sql`
    INSERT INTO usage_segments (lease_id, seg_start, seg_end, prev_end, interval_id, state, units, retail_micros, wholesale_micros, zero_reason)
    VALUES ${sql.join(rows, sql`, `)}`);
}

async function written(): Promise<number[][]> {
  const { rows } = await database.pool.query(
    "SELECT extract(minute FROM seg_start)::int AS start, extract(minute FROM seg_end)::int AS end FROM usage_segments ORDER BY 1",
  );
  return rows.map((row) => [row.start, row.end]);
}

/**
 * One session writes and holds its commit back while the other tries: what each got, 'written' or the constraint that refused it. Where the
 * other is `waiting` for the first to end, it is given the time to begin; else the first is held until it has been refused.
 */
async function atOnce(one: Piece[], other: Piece[], waiting = true): Promise<string[]> {
  let release = () => {};
  const tried = new Promise<void>((resolve) => {
    release = resolve;
  });
  let began = () => {};
  const holding = new Promise<void>((resolve) => {
    began = resolve;
  });
  const attempt = (work: Promise<void>) =>
    work.then(
      () => "written",
      (error: Error & { cause?: { constraint?: string } }) => error.cause?.constraint ?? String(error),
    );
  const first = attempt(
    database.db.transaction(async (tx) => {
      await write(tx, one);
      began();
      await tried;
    }),
  );
  await holding;
  const second = attempt(write(database.db, other));
  await (waiting ? new Promise((resolve) => setTimeout(resolve, 300)) : second);
  release();
  return Promise.all([first, second]);
}

test("two sessions that write one lease's segments at once leave one unbroken row of them", async () => {
  expect(await atOnce([{ start: 0, end: 5, first: true }], [{ start: 10, end: 12, first: true }])).toEqual([
    "written",
    "usage_segments_one_start",
  ]);
  // The same stretch twice, and a fork: another end for the same beginning.
  expect(await atOnce([{ start: 5, end: 10 }], [{ start: 5, end: 10 }])).toEqual([
    "written",
    "usage_segments_lease_id_seg_start_pk",
  ]);
  expect(await atOnce([{ start: 10, end: 15 }], [{ start: 10, end: 12 }])).toEqual([
    "written",
    "usage_segments_lease_id_seg_start_pk",
  ]);
  // What follows a segment that is not committed has no neighbour yet.
  expect(await atOnce([{ start: 15, end: 20 }], [{ start: 20, end: 25 }], false)).toEqual([
    "written",
    "usage_segments_chain",
  ]);
  // An overlap from within, a gap, and a statement whose own rows leave one.
  await expect(write(database.db, [{ start: 17, end: 19 }])).rejects.toThrow();
  await expect(write(database.db, [{ start: 30, end: 35 }])).rejects.toThrow();
  await expect(
    write(database.db, [
      { start: 20, end: 25 },
      { start: 26, end: 30 },
    ]),
  ).rejects.toThrow();
  await write(database.db, [
    { start: 25, end: 30 },
    { start: 20, end: 25 },
  ]);
  expect(await written()).toEqual([
    [0, 5],
    [5, 10],
    [10, 15],
    [15, 20],
    [20, 25],
    [25, 30],
  ]);
});

test("an interval is not deleted while a session writes segments of it, and no segment is written of one that is being deleted", async () => {
  const spare = "ivl_spare";
  const lay = () =>
    database.pool.query(
      `INSERT INTO lease_intervals (id, lease_id, during, state, sku_id, units)
       SELECT $1, lease_id, tstzrange('2025-01-01', '2025-01-02'), 'running', sku_id, 1 FROM lease_intervals WHERE id = $2`,
      [spare, intervalId],
    );
  await lay();
  const writeSpare = (client: Pick<Database, "execute">, start: number) =>
    client.execute(sql`
      INSERT INTO usage_segments (lease_id, seg_start, seg_end, prev_end, interval_id, state, units, retail_micros, wholesale_micros, zero_reason)
      VALUES (${leaseId}, ${minute(start)}::timestamptz, ${minute(start + 1)}::timestamptz, ${minute(start)}::timestamptz, ${spare}, 'running', 1, 0, 0, 'test')`);
  // Deletion first: the writer waits for it and then finds no interval.
  let writing: Promise<unknown> = Promise.resolve();
  await database.db.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM lease_intervals WHERE id = ${spare}`);
    writing = expect(writeSpare(database.db, 30)).rejects.toMatchObject({
      cause: { constraint: "usage_segments_interval" },
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  await writing;
  // Writer first: the deletion waits for it and then finds its segment.
  await lay();
  let deleting: Promise<unknown> = Promise.resolve();
  await database.db.transaction(async (tx) => {
    await writeSpare(tx, 30);
    deleting = expect(database.db.execute(sql`DELETE FROM lease_intervals WHERE id = ${spare}`)).rejects.toMatchObject({
      cause: { constraint: "lease_intervals_metered" },
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  await deleting;
});
