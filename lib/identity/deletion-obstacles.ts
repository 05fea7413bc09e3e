import { and, count, eq, inArray, isNull, ne, or } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leases, ledgerAccounts, memberships, organizations } from "@/db/schema";
import { LEADING_ROLE } from "@/lib/core/permissions";

/** What belongs to an organization alone and must be settled before it can close. Promotional money is a gift that lapses. */
const MONEY = ["customer_prepaid", "customer_receivable", "operator_payable", "operator_held"] as const;

export interface Belonging {
  organizationId: string;
  /** Closes with the person. */
  isAlone: boolean;
  /** Why the person can't go yet, and what to do; none: they can. */
  obstacles: string[];
}

/** What stands between a person and the deletion of their account, by organization. Reads the books and the leases, and changes nothing. */
export async function findBelongings(db: DbOrTx, userId: string): Promise<Belonging[]> {
  const own = await db
    .select({ id: organizations.id, name: organizations.name, kind: organizations.kind, role: memberships.role })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(memberships.userId, userId));
  const found: Belonging[] = [];
  for (const { id, name, kind, role } of own) {
    const others = await db
      .select({ role: memberships.role })
      .from(memberships)
      .where(and(eq(memberships.organizationId, id), ne(memberships.userId, userId)));
    const isAlone = others.length === 0;
    const leading = LEADING_ROLE[kind];
    const obstacles = isAlone ? await findUnsettled(db, id, name) : [];
    if (!isAlone && role === leading && !others.some((other) => other.role === leading))
      obstacles.push(`You are the last ${leading} of ${name}: make somebody else ${leading} first.`);
    found.push({ organizationId: id, isAlone, obstacles });
  }
  return found;
}

async function findUnsettled(db: DbOrTx, organizationId: string, name: string): Promise<string[]> {
  const [live] = await db
    .select({ count: count() })
    .from(leases)
    .where(
      and(isNull(leases.endedAt), or(eq(leases.organizationId, organizationId), eq(leases.operatorId, organizationId))),
    );
  const [unsettled] = await db
    .select({ count: count() })
    .from(ledgerAccounts)
    .where(
      and(
        eq(ledgerAccounts.organizationId, organizationId),
        inArray(ledgerAccounts.kind, [...MONEY]),
        ne(ledgerAccounts.balanceMicros, 0n),
      ),
    );
  const obstacles: string[] = [];
  if (Number(live?.count) > 0)
    obstacles.push(`${name} has ${live!.count} live instances or rented hosts: end them first.`);
  if (Number(unsettled?.count) > 0)
    obstacles.push(`${name} has money on its accounts or owes some: have it paid out or pay it first, or write to us.`);
  return obstacles;
}
