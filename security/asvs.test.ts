import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ASVS_PAGE, findFaults, readAsvs, renderAsvs, shareHeld } from "./asvs-table";

const root = path.resolve(import.meta.dirname, "..");
const table = readAsvs(root);

/** How many requirements of level 1 and 2 each section of the standard has, by chapter. */
const SECTIONS: Record<number, readonly number[]> = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  3: [0, 2, 4, 6, 5, 0, 2],
  4: [3, 1, 2, 4],
  5: [1, 3, 2, 3],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  7: [3, 4, 2, 5, 2, 2],
  8: [2, 3, 1, 1],
  9: [3, 4],
  10: [2, 2, 4, 11, 5, 2, 3],
  11: [2, 3, 3, 4, 1, 1],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7],
  16: [1, 5, 4, 3, 3],
  17: [1, 4, 2],
};

describe("the table of ASVS 5.0", () => {
  test("has each of the 70 requirements of level 1 and the 183 of level 2 once", () => {
    const { requirements } = table;
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
    expect(requirements.filter(({ level }) => level === 1)).toHaveLength(70);
    expect(requirements.filter(({ level }) => level === 2)).toHaveLength(183);
    const counted = Object.keys(SECTIONS).map((chapter) =>
      SECTIONS[Number(chapter)]!.map(
        (_, at) => requirements.filter(({ id }) => id.startsWith(`${chapter}.${at + 1}.`)).length,
      ),
    );
    expect(counted).toEqual(Object.values(SECTIONS));
  });

  test("names files and tests that are there, and says why where something is not held", () => {
    expect(table.requirements.flatMap((row) => findFaults(root, row))).toEqual([]);
  });

  test("leaves nothing of level 1 open, and holds four fifths of what applies of level 2", () => {
    const open = table.requirements.filter(({ level, state }) => level === 1 && state !== "held" && state !== "n/a");
    expect(open).toEqual([]);
    const { held, of } = shareHeld(table, 2);
    expect(held / of).toBeGreaterThanOrEqual(0.8);
  });

  test("is what the page shows", () => {
    expect(readFileSync(path.join(root, ASVS_PAGE), "utf8"), "npm run asvs writes it").toBe(renderAsvs(table));
  });

  test("would be found wrong by a file, a name or a reason that is not there", () => {
    const held = { id: "1.1.1", level: 1, text: "Something.", state: "held" } as const;
    const found = (row: object) => findFaults(root, { ...held, ...row });
    expect(found({ where: ["lib/nowhere.ts"], untested: "no reason" })).toEqual(["1.1.1: lib/nowhere.ts is not there"]);
    const missing = ["a test that", "nobody wrote"].join(" ");
    const tests = [{ file: "security/asvs.test.ts", name: missing }];
    expect(found({ where: ["lib"], tests })).toEqual([`1.1.1: security/asvs.test.ts has no "${missing}"`]);
    expect(found({ where: ["lib"] })).toEqual(["1.1.1: has no test and no reason"]);
    expect(found({})).toHaveLength(2);
    expect(found({ state: "partly" })).toEqual(["1.1.1: is partly without a word why"]);
  });
});
