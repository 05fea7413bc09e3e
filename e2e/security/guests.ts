import { sql } from "drizzle-orm";
import type { DatabaseHandle } from "@/db/client";
import { type TestParty, testContext } from "@/db/testing/context";
import { scopesOf } from "@/lib/core/api-scopes";
import { startImpersonation } from "@/lib/identity/impersonation/start-impersonation";
import { createApiKey } from "@/lib/identity/keys/create-api-key";
import { setProjectAccess } from "@/lib/identity/projects/set-project-access";
import { encodeSession, sessionCookie } from "@/lib/web/auth";
import type { Caller } from "./caller";
import { addLeader, openKey } from "./keys";
import type { Pair } from "./market";
import { addPerson, openCookie } from "./parties";

type Db = DatabaseHandle["db"];

/** Support that looks in, people who are held to a project and keys that are bound to one or to an address. */
export async function openGuests(db: Db, pair: Pair, desk: TestParty): Promise<Caller[]> {
  await putIntoProject(db, pair);
  return [
    await openVisit(db, desk, pair.customer, "reading"),
    await openVisit(db, desk, pair.customer, "writing"),
    await openVisit(db, desk, pair.operator, "reading"),
    await openHeld(db, pair, "member", pair.ids.projectId!),
    await openHeld(db, pair, "viewer", pair.ids.projectId!),
    await openBoundKey(db, pair, "bound to its project", { projectId: pair.ids.projectId! }),
    await openBoundKey(db, pair, "good from here", { addresses: "127.0.0.0/8, ::1" }),
    await openBoundKey(db, pair, "good from elsewhere", { addresses: "203.0.113.0/24" }),
  ];
}

/** What the pair rents belongs to its project, so that whoever is held to it finds it. */
async function putIntoProject(db: Db, { ids }: Pair): Promise<void> {
  await db.execute(
    sql`UPDATE leases SET project_id = ${ids.projectId} WHERE id IN (${ids.leaseId}, ${ids.endedLeaseId})`,
  );
}

export async function openVisit(
  db: Db,
  desk: TestParty,
  visited: TestParty,
  how: "reading" | "writing",
): Promise<Caller> {
  const { organizationKind: kind, organizationName } = visited.actor;
  const staff = await addPerson(db, desk, "admin", `Desk looking in ${how}`);
  const session = await openCookie(db, staff);
  const [row] = (
    await db.execute<{ id: string }>(sql`SELECT id FROM sessions WHERE user_id = ${staff.userId} ORDER BY created_at`)
  ).rows;
  const ctx = testContext(db, { ...staff.actor, sessionId: row!.id });
  const { visitId } = await startImpersonation(ctx, {
    organizationId: visited.organizationId,
    reason: `To look at ${organizationName}, as a test`,
    write: how === "writing",
  });
  const cookie = `${session}; ${sessionCookie().name.replace(/session$/, "visit")}=${await encodeSession(visitId)}`;
  return { name: `${how} visit at a ${kind}`, cookie, is: { kind, role: "owner", hasFreshFactor: false, visit: how } };
}

export async function openHeld(db: Db, pair: Pair, role: "member" | "viewer", projectId: string): Promise<Caller> {
  const person = await addPerson(db, pair.customer, role, `${pair.marker} held ${role}`);
  const projects = [{ projectId, role }];
  await setProjectAccess(pair.customer.ctx, { userId: person.userId, restricted: true, projects });
  return {
    name: `customer ${role} held to a project`,
    cookie: await openCookie(db, person),
    is: { kind: "customer", role, hasFreshFactor: true, isHeld: true },
  };
}

type Bound = Pick<Parameters<typeof createApiKey>[1], "projectId" | "addresses">;

export async function openBoundKey(db: Db, pair: Pair, name: string, bound: Bound): Promise<Caller> {
  const owner = await addLeader(db, pair);
  const scopes = scopesOf("customer");
  const like = await openKey(owner, scopes, name);
  const { key } = await createApiKey(owner.ctx, { name: `${name}, bound`, scopes, lifetime: "7", ...bound });
  const is = { ...like.is!, isHeld: bound.projectId !== undefined, isBarred: name === "good from elsewhere" };
  return { ...like, key, is };
}
