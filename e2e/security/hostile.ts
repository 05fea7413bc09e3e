import fc from "fast-check";
import type { z } from "zod";
import { inputOf } from "./samples";

/** In every text that could be drawn: where it comes back as it is, a page would run it. */
export const MARKUP = "<script>alert(4711)</script>";

const texts = [
  ...[
    "",
    " ",
    "\\0",
    "\u0000",
    "a\u0000b",
    "\u0001\u001f\u007f",
    "\r\nSet-Cookie: a=b",
    "\ud800",
    "\udfff x",
    "\u202edlrow",
    "\ufeff",
  ],
  ...[
    MARKUP,
    `"><img src=x onerror=alert(4711)>`,
    `javascript:alert(4711)`,
    "{{7*7}}",
    "$" + "{7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
  ],
  ...[
    "'; DROP TABLE users;--",
    "' OR '1'='1",
    "1)) UNION SELECT * FROM users--",
    "%27",
    "$1",
    "$@0",
    "$K1",
    "$$",
    "$undefined",
    "$F1",
  ],
  ...[
    "../../../../etc/passwd",
    "..%2f..%2f",
    "%00",
    "%",
    "%E0%A4%A",
    "/",
    "//evil.example",
    "\\\\evil.example",
    "file:///etc/passwd",
  ],
  ...[
    "-1",
    "0",
    "1e309",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "1,000",
    "1.0000001",
    "9".repeat(400),
    "１２３",
    "٣",
    "1_000",
    "999999999999999999",
  ],
  ...[
    "2026-13-45",
    "0000-00-00",
    "9999-12-31T23:59:59.999Z",
    "-000001-01-01T00:00:00Z",
    "+275760-09-13T00:00:00.001Z",
    "2026-02-30",
  ],
  ...[
    "true",
    "null",
    "[]",
    "{}",
    "__proto__",
    "constructor",
    "toString",
    "*",
    "a".repeat(5_000),
    "😀".repeat(300),
    "ﷺ".repeat(100),
    "Å",
    "İ",
  ],
];

const deep = (levels: number): unknown => Array.from({ length: levels }).reduce((inner) => ({ a: [inner] }), {});

const values = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 80 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [""], { length: 1 }, deep(60)),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      -1,
      0,
      0.1,
      1e21,
      -1e308,
      2 ** 31,
      2 ** 53,
      -(2 ** 63),
      1e-9,
      Array(50).fill("x"),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 30 }) },
);

/** As text, because a program has no `__proto__` of its own to send. */
const whole = fc.constantFrom(
  ...[
    "null",
    "[]",
    '""',
    "0",
    "{}",
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"ok":true}}}',
    '{"a":1,"a":2}',
  ],
);

interface Mutation {
  changes: [string, unknown][];
  left: string[];
  added: boolean;
}

const pollution = '"__proto__":{"role":"admin"},"constructor":{"prototype":{}},"toString":"x","hasOwnProperty":1';

/** Inputs as JSON texts: mostly what the schema takes with a field or three that it should not. */
export function hostileInputs(
  schema: z.ZodType,
  sample: object,
  { seed, count }: { seed: number; count: number },
): string[] {
  const names = Object.keys(inputOf(schema).properties ?? {});
  if (names.length === 0) return fc.sample(fc.oneof(whole, values.map(toJson)), { seed, numRuns: count });
  const name = fc.constantFrom(...names);
  const mutation: fc.Arbitrary<Mutation> = fc.record({
    changes: fc.array(fc.tuple(name, values), { minLength: 1, maxLength: 3 }),
    left: fc.array(name, { maxLength: 1 }),
    added: fc.boolean().map((one) => one && true),
  });
  const changed = mutation.map(({ changes, left, added }) => {
    const fields = Object.fromEntries(
      [...Object.entries(sample), ...changes].filter(([key]) => added || !left.includes(key)),
    );
    const text = toJson(fields);
    return left.length > 0 && added ? `{${pollution}${text === "{}" ? "" : ","}${text.slice(1)}` : text;
  });
  const arbitrary = fc.oneof({ weight: 9, arbitrary: changed }, { weight: 1, arbitrary: whole });
  return fc.sample(arbitrary, { seed, numRuns: count });
}

const toJson = (value: unknown) => JSON.stringify(value) ?? "null";

export function hostileTexts({ seed, count }: { seed: number; count: number }): string[] {
  return fc.sample(fc.oneof(fc.constantFrom(...texts), fc.string({ unit: "binary", maxLength: 60 })), {
    seed,
    numRuns: count,
  });
}

/** For addresses: half of a surrogate pair has no encoding. */
export const inAddress = (text: string) => encodeURIComponent(text.toWellFormed());
