import fc from "fast-check";
import { expect, test } from "vitest";
import { findSafePath, landingPathOf, signInPath } from "./paths";

test.each(["/overview", "/instances/lse_1?tab=logs#end", "/operator/hosts?q=a%2Fb&sort=-createdAt"])(
  "%s is a path of this site",
  (path) => expect(findSafePath(path)).toBe(path),
);

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "\\\\evil.example",
  "/\t/evil.example",
  "/overview\nx",
  "javascript:alert(1)",
  "overview",
  " /overview",
  "",
  "/sign-in?next=/sign-in",
  "/sign-up",
  "/api/auth/signout",
  "/a/../sign-in",
  "/.//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  `/${"a".repeat(2_000)}`,
  undefined,
  ["/overview", "/desk"],
])("%s is nowhere to be sent to", (path) => expect(findSafePath(path)).toBeNull());

test("whatever `next` says, a browser that follows what comes of it stays on this site", () => {
  const parts = fc.constantFrom(
    ..."/ // \\ . .. : @ ? # & = %2f %5c %00 %09 https: javascript: data: evil.example overview desk sign-in api".split(
      " ",
    ),
    "\t",
    "\n",
    "\u00a0",
    "\u2028",
    "\uff0f",
    "\u2215",
    "\ufeff",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(parts, { maxLength: 8 }).map((all) => all.join("")),
        fc.string(),
      ),
      (rest) => {
        for (const given of [rest, `/${rest}`]) {
          const safe = findSafePath(given);
          if (safe === null) continue;
          const followed = new URL(safe, "https://openhall.example/sign-in");
          expect(followed.origin, given).toBe("https://openhall.example");
          expect(followed.pathname, given).not.toMatch(/^\/(\/|sign-in(\/|$)|api(\/|$))/);
          expect(findSafePath(safe), given).toBe(safe);
        }
      },
    ),
    { numRuns: 5_000 },
  );
});

test("a path is returned as it parses", () => expect(findSafePath("/a/../overview")).toBe("/overview"));

test("signing in leads to what was asked for in one's own portal, else to its beginning", () => {
  expect(landingPathOf("customer", "/instances?q=1")).toBe("/instances?q=1");
  expect(landingPathOf("customer", "/operator/hosts")).toBe("/overview");
  expect(landingPathOf("operator", "/operator/hosts")).toBe("/operator/hosts");
  expect(landingPathOf("operator", "/operators")).toBe("/operator");
  expect(landingPathOf("operator", "/invitation?token=x")).toBe("/invitation?token=x");
  expect(landingPathOf("platform", "//evil.example")).toBe("/desk");
  expect(landingPathOf("platform", "/desk?period=day")).toBe("/desk?period=day");
  expect(landingPathOf("customer", "/")).toBe("/overview");
  expect(signInPath("/instances?q=1")).toBe("/sign-in?next=%2Finstances%3Fq%3D1");
  expect(signInPath("//evil.example")).toBe("/sign-in");
  expect(signInPath(null)).toBe("/sign-in");
});
