import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { findMatches } from "./find-matches";
import { loadList } from "./load-list";
import { encode } from "./testing/example-lists";

let database: TestDatabase;

const letter = fc.constantFrom(..."abcdefghijklmnoprstuvwyz");
const word = fc.array(letter, { minLength: 4, maxLength: 9 }).map((letters) => letters.join(""));
const names = fc.sample(fc.array(word, { minLength: 2, maxLength: 4 }), { numRuns: 400, seed: 7 });
const OTHER_SCRIPTS = ["Квентин Зорванов", "北方虚构科技有限公司", "Κουέντιν Ζορβάνοφ", "كوينتن زورفانوف"];

beforeAll(async () => {
  database = await createTestDatabase();
  const rows = [...names.map((words) => words.join(" ")), ...OTHER_SCRIPTS].map(
    (name, at) => `${at + 1},"${name}",-0- ,"F",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- `,
  );
  await loadList(testContext(database.db), {
    format: "ofac-csv",
    file: { name: "sdn.csv", content: encode(rows.join("\n")) },
  });
});
afterAll(() => database.close());

const found = async (name: string) =>
  (await database.db.transaction((tx) => findMatches(tx, name))).map(({ partyName }) => partyName);

describe("what the index gives to be scored", () => {
  test("holds each name in another order, and with a letter missing, wrong, more or exchanged", async () => {
    const lost: string[] = [];
    for (const [at, words] of names.entries()) {
      if (at % 4 !== 0) continue;
      const listed = words.join(" ");
      const chosen = words[at % words.length]!;
      const i = at % (chosen.length - 1);
      const changed = [
        chosen.slice(0, i) + chosen.slice(i + 1),
        `${chosen.slice(0, i)}q${chosen.slice(i + 1)}`,
        `${chosen.slice(0, i)}q${chosen.slice(i)}`,
        chosen.slice(0, i) + chosen[i + 1] + chosen[i] + chosen.slice(i + 2),
      ][(at / 4) % 4]!;
      const mistyped = words
        .map((one) => (one === chosen ? changed : one))
        .reverse()
        .join(" ");
      if (!(await found(mistyped)).includes(listed)) lost.push(`${listed} as ${mistyped}`);
    }
    expect(lost).toEqual([]);
  });

  test("holds names in other scripts, by their own spelling", async () => {
    for (const name of OTHER_SCRIPTS) expect(await found(name.toUpperCase())).toEqual([name]);
    expect(await found("北方虚构科技")).toEqual(["北方虚构科技有限公司"]);
    expect(await found("Зорванов Квентин")).toEqual(["Квентин Зорванов"]);
    expect(await found("Kventin Zorvanov")).toEqual([]);
  });

  test("leaves the planner as it was", async () => {
    const setting = await database.db.transaction(async (tx) => {
      await findMatches(tx, "anybody");
      return tx.execute<{ enable_seqscan: string }>("SHOW enable_seqscan");
    });
    expect(setting.rows[0]!.enable_seqscan).toBe("on");
  });
});
