import { describe, expect, test } from "vitest";
import { faultsOfTree } from "./planted";
import { checkLicences, checkReasons, checkVersions } from "./supply.mjs";

const lists = {
  "security/min-versions.json": JSON.stringify({
    reviewedOn: "2026-11-28",
    packages: { zod: { atLeast: "4.6.7", why: "a hole" } },
  }),
  "security/licences.json": JSON.stringify({
    everywhere: ["MIT"],
    development: ["MPL-2.0"],
    packages: { "@img/sharp-*": "apart" },
  }),
};
const zod = (version: string, within = "") => ({ [`${within}node_modules/zod`]: { version, license: "MIT" } });
const lock = (packages: object) => ({
  ...lists,
  "package-lock.json": JSON.stringify({ packages: { "": {}, ...packages } }),
});

describe("versions", () => {
  const says = (packages: object) => faultsOfTree(checkVersions, lock(packages));

  test("the floor and what is above it pass", () => {
    for (const version of ["4.6.7", "4.6.10", "4.10.0", "5.0.0-beta.1"]) expect(says(zod(version)), version).toBe("");
  });

  test("below it, a beta of it and a copy deep inside are refused with the reason", () => {
    const fault = "at least 4.6.7 (a hole)";
    for (const version of ["4.6.6", "4.5.99", "3.99.99", "4.6.7-beta.1"])
      expect(says(zod(version)), version).toContain(fault);
    expect(says({ ...zod("4.6.7"), ...zod("4.6.6", "node_modules/a/") })).toBe(
      `node_modules/a/node_modules/zod: 4.6.6, ${fault}`,
    );
  });

  test("a floor for what is not there any more is told", () => {
    expect(says({})).toContain("zod is not in the lock file any more");
  });
});

describe("licences", () => {
  const says = (entry: object, name = "zod") =>
    faultsOfTree(checkLicences, lock({ [`node_modules/${name}`]: { version: "1.0.0", ...entry } }));

  test("one that is admitted, a choice that holds one, and a package that is excused pass", () => {
    for (const entry of [
      { license: "MIT" },
      { license: "(GPL-3.0 OR MIT)" },
      { license: "MPL-2.0", dev: true },
      { optional: true },
    ])
      expect(says(entry)).toBe("");
    expect(says({ license: "LGPL-3.0-or-later" }, "@img/sharp-linux-x64")).toBe("");
  });

  test("another, one that comes on top, one for development in what is shipped, and none at all are refused", () => {
    for (const license of ["GPL-3.0", "MIT AND GPL-3.0", "MPL-2.0"])
      expect(says({ license })).toContain(`under ${license}`);
    expect(says({})).toContain("names no licence");
    expect(says({ license: "LGPL-3.0-or-later" }, "@img/other")).toContain("LGPL");
  });
});

test("a dependency without a reason in ARCHITECTURE.md is refused, types are not", () => {
  const says = (reasons: string) =>
    faultsOfTree(checkReasons, {
      "package.json": JSON.stringify({
        dependencies: { zod: "1" },
        devDependencies: { "@biomejs/biome": "1", "@types/pg": "1" },
      }),
      "ARCHITECTURE.md": `zod\n## Dependencies, and why\n\n${reasons}\n\n## More\nzod\n`,
    });
  expect(says("zod: input. For development: biome.")).toBe("");
  expect(says("zodiac: stars. biome.")).toBe("ARCHITECTURE.md: zod is among no dependency's reasons");
});
