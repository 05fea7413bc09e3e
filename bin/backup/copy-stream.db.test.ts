import { PassThrough, Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { copyFrom, copyTo } from "./copy-stream";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("CREATE TABLE copied (n int PRIMARY KEY, filler text NOT NULL)");
});
afterAll(async () => {
  await client.end();
  await database.close();
});

const works = async () => (await client.query("SELECT 1 AS one")).rows[0].one === 1;

test("rows come unharmed through a reader that is slower than the server", async () => {
  const rows = 3_000;
  const into = new PassThrough({ highWaterMark: 1_024 });
  const copying = copyTo(
    client,
    `COPY (SELECT n, repeat(chr(65 + n % 26), 4000) FROM generate_series(1, ${rows}) n) TO STDOUT`,
    into,
  );
  let text = "";
  const reading = (async () => {
    for await (const chunk of into) {
      text += chunk;
      if (text.length % 16 === 0) await sleep(1);
    }
  })();
  await copying;
  into.end();
  await reading;
  const lines = text.trimEnd().split("\n");
  expect(lines).toHaveLength(rows);
  const bad = lines.filter(
    (line, at) => line !== `${at + 1}\t${String.fromCharCode(65 + ((at + 1) % 26)).repeat(4_000)}`,
  );
  expect(bad).toEqual([]);
  await copyFrom(
    client,
    "COPY copied FROM STDIN",
    Readable.from([text.slice(0, 50_001), text.slice(50_001)].map((part) => Buffer.from(part))),
  );
  expect((await client.query("SELECT count(*)::int AS count FROM copied")).rows[0].count).toBe(rows);
});

test("a stream that is ended before it drained leaves the connection as it was", async () => {
  const into = new PassThrough({ highWaterMark: 1 });
  await copyTo(client, "COPY (SELECT 'a row') TO STDOUT", into);
  into.end();
  expect(await works()).toBe(true);
});

test("a stream that breaks and rows that are refused fail the statement, not the connection", async () => {
  await client.query("TRUNCATE copied");
  const breaking = Readable.from(
    (async function* () {
      yield Buffer.from("1\tone\n");
      throw new Error("the disk is gone");
    })(),
  );
  await expect(copyFrom(client, "COPY copied FROM STDIN", breaking)).rejects.toThrow("the disk is gone");
  await expect(copyFrom(client, "COPY copied FROM STDIN", Readable.from([Buffer.from("x\ty\n")]))).rejects.toThrow(
    "invalid input syntax",
  );
  await expect(copyTo(client, "COPY nowhere TO STDOUT", new PassThrough())).rejects.toThrow("nowhere");
  expect((await client.query("SELECT count(*)::int AS count FROM copied")).rows[0].count).toBe(0);
  expect(await works()).toBe(true);
});
