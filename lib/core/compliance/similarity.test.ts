import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldName, searchKeyOf, withoutLegalForm } from "./fold-name";
import { REVIEW_SCORE, STRONG_SCORE } from "./screening";
import { jaroWinkler, scoreNames } from "./similarity";

const letter = fc.constantFrom(..."abcdefghijklmnoprstuvwyz");
const word = fc.array(letter, { minLength: 4, maxLength: 10 }).map((letters) => letters.join(""));
const name = fc.array(word, { minLength: 2, maxLength: 4 });

test("Jaro-Winkler gives the published values", () => {
  expect(jaroWinkler("martha", "marhta")).toBeCloseTo(0.9611, 4);
  expect(jaroWinkler("dwayne", "duane")).toBeCloseTo(0.84, 4);
  expect(jaroWinkler("dixon", "dicksonx")).toBeCloseTo(0.8133, 4);
});

describe("what is always found", () => {
  test("the same name in another order, case, with other marks", () => {
    fc.assert(
      fc.property(name, fc.infiniteStream(fc.boolean()), (words, coin) => {
        const other = [...words]
          .reverse()
          .map((one) => (coin.next().value ? one.toUpperCase() : one.replace("e", "é")));
        expect(scoreNames(words.join(" "), other.join(", "))).toBe(1);
      }),
    );
  });

  test("the same name with one letter missing, more, wrong or exchanged", () => {
    fc.assert(
      fc.property(
        name,
        fc.nat(),
        fc.nat(),
        letter,
        fc.constantFrom("less", "more", "other", "swap"),
        (words, w, l, x, how) => {
          const at = w % words.length;
          const chosen = words[at]!;
          const i = l % (chosen.length - 1);
          const changed = {
            less: chosen.slice(0, i) + chosen.slice(i + 1),
            more: chosen.slice(0, i) + x + chosen.slice(i),
            other: chosen.slice(0, i) + x + chosen.slice(i + 1),
            swap: chosen.slice(0, i) + chosen[i + 1] + chosen[i] + chosen.slice(i + 2),
          }[how];
          const mistyped = words.map((one, index) => (index === at ? changed : one)).join(" ");
          expect(scoreNames(words.join(" "), mistyped)).toBeGreaterThanOrEqual(REVIEW_SCORE);
        },
      ),
    );
  });

  test("both ways round alike", () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(scoreNames(a.join(" "), b.join(" "))).toBeCloseTo(scoreNames(b.join(" "), a.join(" ")), 6);
      }),
    );
  });
});

test.each([
  ["Zorvan Trading Co., Ltd.", "ZORVAN TRADING LIMITED"],
  ["Müllerøy Schiffahrt GmbH", "Mulleroy Schiffahrt"],
  ["S.A. Quintessa", "Quintessa"],
  ["北方虚构科技有限公司", "北方虚构科技"],
  ["Al-Zorvan Group", "Alzorvan Group"],
  ["Ｚｏｒｖａｎ", "Zorvan"],
])("%s is %s", (a, b) => {
  expect(scoreNames(a, b)).toBeGreaterThanOrEqual(STRONG_SCORE);
});

test("a middle name more is worth a look, and not taken for certain", () => {
  const score = scoreNames("Quentin Zorvanov", "Quentin Petrovich Zorvanov");
  expect(score).toBeGreaterThanOrEqual(REVIEW_SCORE);
  expect(score).toBeLessThan(STRONG_SCORE);
});

test("a name that is nothing but a legal form stays", () => {
  expect(withoutLegalForm(foldName("Company Ltd"))).toEqual(["company", "ltd"]);
  expect(scoreNames("", "Zorvan")).toBe(0);
  expect(scoreNames("!!!", "Zorvan")).toBe(0);
});

test("the key of a name is ASCII, in any order of its words", () => {
  expect(searchKeyOf("Zorvan Åland Oy")).toBe("aland zorvan");
  expect(searchKeyOf("Åland Zorvan")).toBe("aland zorvan");
  expect(searchKeyOf("Зорван 有限")).toMatch(/^[a-z0-9 ]+$/);
});

/** Made up; no list was asked. */
const LISTED = [
  "Quentin Zorvanov",
  "Zorvan Trading",
  "Marisol Ketteringham",
  "Ibrahim Al Fakhouri",
  "Bluewater Phantom Shipping",
  "Chen Weilong",
  "Northwind Imaginary Bank",
  "Petra Hollenbeck",
  "Viktor Dragomirsky",
  "Golden Mirage Petroleum",
  "Sana Qureshizadeh",
  "Orlov Fictional Industries",
  "Li Wei",
  "Nadia Belkacemova",
  "Crescent Nowhere Logistics",
];
/** Written to look like one above. */
const NEIGHBOURS = [
  "Quantum Compute Labs",
  "Zoran Trade Fair",
  "Marisa Kettering",
  "Ibrahim Fahri",
  "Blue Water Shipping Museum",
  "Chen Long",
  "Northwind Traders",
  "Peter Hollander",
  "Victoria Drago",
  "Golden Gate Robotics",
  "Sana Qureshi",
  "Oslo Friction Studios",
  "Lea Weiss",
  "Nadia Bell",
  "Crescent Logistics",
];
const OTHERS = [
  "Helmholtz Institute",
  "Tiny Pixel Games",
  "Mountain View Analytics",
  "Anna Schmidt",
  "John Smith",
  "Maria Garcia",
  "Universal Protein Folding",
  "Nordic Weather Service",
  "Orchard Language Models",
  "Kenji Watanabe",
  "Tiefblau Rechenzentrum",
];

test("of made-up names few are raised that are none, and the counts are printed", () => {
  const near = (names: string[], least: number) =>
    names.filter((one) => LISTED.some((party) => scoreNames(one, party) >= least));
  const reversed = LISTED.map((one) => one.split(" ").reverse().join(" ").toUpperCase());
  const raised = near(NEIGHBOURS, REVIEW_SCORE);
  console.info(
    `screening, made-up names: ${near(reversed, REVIEW_SCORE).length} of ${LISTED.length} found; to review, of ` +
      `${NEIGHBOURS.length} that were written to resemble ${raised.length} (${raised.join(", ")}), of ${OTHERS.length} others ${near(OTHERS, REVIEW_SCORE).length}`,
  );
  expect(near(reversed, STRONG_SCORE)).toEqual(reversed);
  expect(near([...NEIGHBOURS, ...OTHERS], STRONG_SCORE)).toEqual([]);
  expect(near(OTHERS, REVIEW_SCORE)).toEqual([]);
  expect(raised.length).toBeLessThanOrEqual(NEIGHBOURS.length / 2);
});
