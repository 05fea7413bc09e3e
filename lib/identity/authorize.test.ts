import { describe, expect, test } from "vitest";
import type { Actor, UserActor } from "@/lib/context";
import { ORGANIZATION_KINDS, PERMISSIONS, type Permission, ROLES } from "@/lib/core/permissions";
import { authorize } from "./authorize";

const permissions = Object.keys(PERMISSIONS) as Permission[];

const actorOf = (organizationKind: UserActor["organizationKind"], role: UserActor["role"]): UserActor => ({
  type: "user",
  userId: "usr_1",
  email: "ada@example.com",
  organizationId: "org_1",
  organizationName: "Acme",
  organizationKind,
  role,
  sessionId: "ses_1",
});

function codeOf(actor: Actor, permission: Permission): string {
  try {
    authorize({ actor }, permission);
    return "allowed";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe.each(ORGANIZATION_KINDS)("%s", (kind) => {
  test.each(ROLES)("as %s may do what the table says, and nothing else", (role) => {
    for (const permission of permissions) {
      const allowed = (PERMISSIONS[permission] as Record<string, readonly string[] | undefined>)[kind]?.includes(role);
      expect(codeOf(actorOf(kind, role), permission), permission).toBe(allowed ? "allowed" : "forbidden");
    }
  });
});

test("a member never has a permission that the owner of the same kind lacks", () => {
  for (const permission of permissions)
    for (const kind of ORGANIZATION_KINDS)
      if (codeOf(actorOf(kind, "member"), permission) === "allowed")
        expect(codeOf(actorOf(kind, "owner"), permission)).toBe("allowed");
});

test("money is moved and prices are set by the desk's owner alone", () => {
  for (const permission of ["customer.credit", "price_book.manage"] as const)
    for (const kind of ORGANIZATION_KINDS)
      for (const role of ROLES)
        expect(codeOf(actorOf(kind, role), permission) === "allowed").toBe(kind === "platform" && role === "owner");
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
