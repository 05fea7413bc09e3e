import { describe, expect, test } from "vitest";
import type { Actor, UserActor } from "@/lib/context";
import {
  isReading,
  LEADING_ROLE,
  ORGANIZATION_KINDS,
  PERMISSIONS,
  type Permission,
  ROLES,
  ROLES_OF,
  type Role,
  STEP_UP,
} from "@/lib/core/permissions";
import { authorize } from "./authorize";

const permissions = Object.keys(PERMISSIONS) as Permission[];

const actorOf = (
  organizationKind: UserActor["organizationKind"],
  role: Role,
  more: Partial<UserActor> = {},
): UserActor => ({
  type: "user",
  userId: "usr_1",
  email: "ada@example.com",
  organizationId: "org_1",
  organizationName: "Acme",
  organizationKind,
  role,
  sessionId: "ses_1",
  hasFreshFactor: true,
  projects: null,
  ...more,
});

function codeOf(actor: Actor, permission: Permission): string {
  try {
    authorize({ actor }, permission);
    return "allowed";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("staff that has no second factor where policy asks for one looks, and changes nothing", () => {
  for (const role of ROLES_OF.platform)
    for (const permission of permissions) {
      const otherwise = codeOf(actorOf("platform", role), permission);
      const without = codeOf(actorOf("platform", role, { lacksFactor: true }), permission);
      expect(without, permission).toBe(
        otherwise === "allowed" && !isReading(permission) ? "second_factor_required" : otherwise,
      );
    }
  const finance = actorOf("platform", "finance", { lacksFactor: true });
  expect(authorize({ actor: finance }, "payout.manage", "look")).toBe(finance);
});

describe.each(ORGANIZATION_KINDS)("%s", (kind) => {
  test.each(ROLES)("as %s may do what the table says, and nothing else", (role) => {
    for (const permission of permissions) {
      const allowed = (PERMISSIONS[permission] as Record<string, readonly string[] | undefined>)[kind]?.includes(role);
      expect(codeOf(actorOf(kind, role), permission), permission).toBe(allowed ? "allowed" : "forbidden");
      if (allowed) expect(ROLES_OF[kind], `${permission} names a role of another kind`).toContain(role);
    }
  });

  test("whoever leads may do all that anybody of the kind may", () => {
    for (const permission of permissions)
      for (const role of ROLES_OF[kind])
        if (codeOf(actorOf(kind, role), permission) === "allowed")
          expect(codeOf(actorOf(kind, LEADING_ROLE[kind]), permission), permission).toBe("allowed");
  });
});

test("a viewer changes nothing", () => {
  for (const permission of permissions.filter((name) => !isReading(name)))
    expect(codeOf(actorOf("customer", "viewer"), permission), permission).toBe("forbidden");
});

test("money is given and prices are set by the desk's admin alone", () => {
  for (const permission of ["customer.credit", "price_book.manage"] as const)
    for (const kind of ORGANIZATION_KINDS)
      for (const role of ROLES)
        expect(codeOf(actorOf(kind, role), permission) === "allowed").toBe(kind === "platform" && role === "admin");
});

test("what asks for a second factor is refused by that name until one was proven, and to who may not at all as forbidden", () => {
  for (const permission of STEP_UP)
    for (const kind of ORGANIZATION_KINDS)
      for (const role of ROLES) {
        const fresh = codeOf(actorOf(kind, role), permission);
        const stale = codeOf(actorOf(kind, role, { hasFreshFactor: false }), permission);
        expect(stale).toBe(fresh === "allowed" ? "second_factor_required" : "forbidden");
      }
});

test("who looks in for support may look and no more; one who may act still does nothing that asks for a second factor", () => {
  const visit = { staffUserId: "usr_2", staffEmail: "s@example.com", reason: "ticket 7", endsAt: new Date() };
  for (const permission of permissions) {
    const own = codeOf(actorOf("customer", "owner"), permission);
    const looking = codeOf(actorOf("customer", "owner", { impersonation: { ...visit, readOnly: true } }), permission);
    expect(looking, permission).toBe(own === "allowed" && isReading(permission) ? "allowed" : "forbidden");
    const acting = codeOf(actorOf("customer", "owner", { impersonation: { ...visit, readOnly: false } }), permission);
    expect(acting, permission).toBe(own === "allowed" && !STEP_UP.has(permission) ? "allowed" : "forbidden");
  }
});

test("a key does what both its owner's role and its scopes let it, and nothing that asks for a second factor", () => {
  const granted = new Set<Permission>(["lease.view", "lease.launch", "payment.make", "api_key.manage"]);
  const apiKey = { id: "key_1", name: "ci", permissions: granted, projectId: null };
  for (const role of ROLES_OF.customer)
    for (const permission of permissions) {
      const own = codeOf(actorOf("customer", role), permission) === "allowed";
      const expected = own && granted.has(permission) && !STEP_UP.has(permission) ? "allowed" : "forbidden";
      expect(codeOf(actorOf("customer", role, { apiKey }), permission), `${role} ${permission}`).toBe(expected);
    }
});

test("no one signed out, no host and no worker acts as a person", () => {
  const others: Actor[] = [
    { type: "anonymous" },
    { type: "system", name: "worker" },
    { type: "host", hostId: "hst_1", organizationId: "org_1" },
  ];
  for (const actor of others)
    for (const permission of permissions) expect(codeOf(actor, permission)).toBe("unauthenticated");
});
