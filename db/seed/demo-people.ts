import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { memberships, users } from "@/db/schema";
import type { OrganizationKind } from "@/lib/core/permissions";
import { openOrganization } from "@/lib/identity/open-organization";
import { newId } from "@/lib/ids";

/** For demonstration only: it stands in a public repository and `npm run up` prints it. Never seed people on a reachable installation. */
export const DEMO_PASSWORD = "thirty-two quiet racks";

const people = [
  { kind: "customer", name: "Ada Moreau", email: "customer@openhall.local", organizationName: "Acme Research" },
  { kind: "operator", name: "Jonas Weber", email: "operator@openhall.local", organizationName: "Meridian Data Halls" },
  { kind: "platform", name: "Mina Castell", email: "desk@openhall.local", organizationName: "Openhall" },
] as const satisfies { kind: OrganizationKind; name: string; email: string; organizationName: string }[];

export interface DemoPerson {
  kind: OrganizationKind;
  organizationId: string;
  organizationName: string;
  userId: string;
  email: string;
  password: string;
}

export type DemoPeople = Record<OrganizationKind, DemoPerson>;

/** One organization of each kind with its owner. Idempotent: who is there already is left as they are, changed password included. */
export async function seedPeople(db: Database): Promise<DemoPeople> {
  const seeded: Partial<DemoPeople> = {};
  for (const person of people) {
    const ids = (await findPerson(db, person.email)) ?? (await openPerson(db, person));
    const { kind, email, organizationName } = person;
    seeded[kind] = { kind, email, organizationName, password: DEMO_PASSWORD, ...ids };
  }
  return seeded as DemoPeople;
}

async function findPerson(db: Database, email: string) {
  const [found] = await db
    .select({ userId: users.id, organizationId: memberships.organizationId })
    .from(users)
    .innerJoin(memberships, eq(memberships.userId, users.id))
    .where(eq(users.email, email))
    .limit(1);
  return found ?? null;
}

async function openPerson(db: Database, person: (typeof people)[number]) {
  const ctx = { db, actor: { type: "system", name: "seed" } as const, now: new Date(), requestId: newId("req") };
  const { userId, organizationId } = await openOrganization(ctx, { ...person, password: DEMO_PASSWORD });
  return { userId, organizationId };
}
