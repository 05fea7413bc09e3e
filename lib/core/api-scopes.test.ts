import { expect, test } from "vitest";
import { API_SCOPES, type ApiScope, permissionsOf, scopesOf } from "./api-scopes";
import { ORGANIZATION_KINDS, rolesFor, STEP_UP } from "./permissions";

const all = Object.keys(API_SCOPES) as ApiScope[];

test("no scope opens what asks for a second factor", () => {
  for (const scope of all) expect(API_SCOPES[scope].permissions.filter((name) => STEP_UP.has(name))).toEqual([]);
});

test("a scope that reads changes nothing, and each opens only what its kind of organization may", () => {
  for (const scope of all) {
    const { kind, permissions } = API_SCOPES[scope];
    for (const permission of permissions) {
      expect(rolesFor(permission, kind), `${scope} ${permission}`).not.toEqual([]);
      if (scope.endsWith(":read")) expect(permission).toMatch(/\.view$/);
    }
  }
  expect(ORGANIZATION_KINDS.flatMap(scopesOf).sort()).toEqual([...all].sort());
});

test("names that are no scope open nothing, whatever they are", () => {
  expect(permissionsOf(["constructor", "__proto__", "toString", "instances:all", ""])).toEqual(new Set());
  expect(permissionsOf(["ssh_keys:read"])).toEqual(new Set(["ssh_key.view"]));
});
