import { describe, expect, test } from "vitest";
import { type ExportRule, evaluateOrder, isInClass, type Order } from "./evaluate-order";

const big = { id: "axc_big", name: "Big", modelCodes: ["h100"], minBf16Tflops: 900 };
const rule = (part: Partial<ExportRule>): ExportRule => ({
  id: "xrl_1",
  name: "rule",
  effect: "refuse",
  class: big,
  customerCountries: [],
  siteCountries: [],
  ...part,
});
const order = (part: Partial<Order> = {}): Order => ({
  model: { code: "h100", bf16Tflops: 989 },
  siteCountry: "IS",
  customerCountries: ["DE"],
  hasStatement: false,
  approvedClassIds: [],
  ...part,
});

test.each([
  [{ code: "h100", bf16Tflops: null }, true],
  [{ code: "b200", bf16Tflops: 2250 }, true],
  [{ code: "edge", bf16Tflops: 900 }, true],
  [{ code: "l4", bf16Tflops: 121 }, false],
  [{ code: "unknown", bf16Tflops: null }, false],
])("%o is in the class: %s", (model, isIn) => {
  expect(isInClass(model, big)).toBe(isIn);
});

type Case = [name: string, rules: Partial<ExportRule>[], order: Partial<Order>, outcome: string];
const cases: Case[] = [
  ["no rule", [], {}, "allowed"],
  ["a rule for every customer", [{}], {}, "refused"],
  ["another model", [{}], { model: { code: "l4", bf16Tflops: 121 } }, "allowed"],
  ["the customer's country", [{ customerCountries: ["DE", "FR"] }], {}, "refused"],
  ["another country", [{ customerCountries: ["FR"] }], {}, "allowed"],
  [
    "taxed in the country though set up elsewhere",
    [{ customerCountries: ["FR"] }],
    { customerCountries: ["DE", "FR"] },
    "refused",
  ],
  ["nobody has said where", [{ customerCountries: ["FR"] }], { customerCountries: [] }, "needs_country"],
  [
    "nobody has said where, of a site elsewhere",
    [{ customerCountries: ["FR"], siteCountries: ["NO"] }],
    { customerCountries: [] },
    "allowed",
  ],
  ["the site's country", [{ siteCountries: ["IS"] }], {}, "refused"],
  ["another site", [{ siteCountries: ["NO"] }], {}, "allowed"],
  ["both have to fit", [{ siteCountries: ["IS"], customerCountries: ["FR"] }], {}, "allowed"],
  ["a review", [{ effect: "review" }], {}, "review"],
  ["a review that is approved", [{ effect: "review" }], { approvedClassIds: ["axc_big"] }, "allowed"],
  ["a refusal that is approved", [{}], { approvedClassIds: ["axc_big"] }, "allowed"],
  ["an approval of another class", [{}], { approvedClassIds: ["axc_small"] }, "refused"],
  ["the strictest decides", [{ effect: "needs_statement" }, { effect: "review" }, {}], {}, "refused"],
  ["a statement is wanted", [{ effect: "needs_statement" }], {}, "needs_statement"],
  ["a statement is there", [{ effect: "needs_statement" }], { hasStatement: true }, "allowed"],
  [
    "an approval is no statement",
    [{ effect: "needs_statement" }],
    { approvedClassIds: ["axc_big"] },
    "needs_statement",
  ],
  ["a statement is no approval", [{ effect: "review" }], { hasStatement: true }, "review"],
  [
    "a statement for an unknown country waits for the country",
    [{ effect: "needs_statement", customerCountries: ["FR"] }],
    { customerCountries: [] },
    "needs_country",
  ],
];

describe("rules", () => {
  test.each(cases)("%s", (_, rules, part, outcome) => {
    const named = rules.map((one, at) => rule({ id: `xrl_${at}`, name: `rule ${at}`, ...one }));
    expect(evaluateOrder(named, order(part)).outcome).toBe(outcome);
  });

  test("the rules that decided are named, and no others", () => {
    const rules = [
      rule({ name: "A" }),
      rule({ name: "B", effect: "review" }),
      rule({ name: "C", siteCountries: ["NO"] }),
    ];
    const found = evaluateOrder(rules, order());
    expect(found.outcome === "allowed" ? [] : found.rules.map(({ name }) => name)).toEqual(["A", "B"]);
  });
});
