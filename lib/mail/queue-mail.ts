import { and, eq, inArray, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { mails, memberships, organizations, users } from "@/db/schema";
import { LEADING_ROLE, type OrganizationKind, ROLES, type Role } from "@/lib/core/permissions";
import { newId } from "@/lib/ids";
import type { MailContent } from "./templates";

/** Members of one organization, one person, an address that may be nobody's here yet, or the platform's desk. */
export type Audience =
  | { organizationId: string; roles?: readonly Role[] }
  | { userId: string /** Else the one that they are known by. */; address?: string }
  | { outsider: string; about: string }
  | "desk";

export type Mail = MailContent & {
  /** What it tells, `receipt:top_…`: a person is told of a fact once, however often it is queued. */
  fact: string;
  to: Audience;
};

/** Queues a mail in the caller's transaction: it is told if and only if the fact is. Answers to how many people. */
export function queueMail(tx: DbOrTx, mail: Mail): Promise<number> {
  return queueMails(tx, [mail]);
}

/**
 * Many at once, in two statements however many there are. Who gets a mail is decided by the memberships of its own organization alone, as they
 * are in this transaction.
 */
export async function queueMails(tx: DbOrTx, wanted: readonly Mail[]): Promise<number> {
  if (wanted.length === 0) return 0;
  const people = await peopleOf(tx, wanted);
  const rows = wanted.flatMap((mail) => [
    ...people.filter((person) => isFor(mail.to, person)).map((person) => rowOf(mail, person)),
    ...addressed(mail),
  ]);
  const once = [...new Map(rows.map((row) => [row.key, row])).values()];
  if (once.length === 0) return 0;
  const queued = await tx.insert(mails).values(once).onConflictDoNothing().returning({ id: mails.id });
  return queued.length;
}

interface Person {
  userId: string;
  email: string;
  organizationId: string;
  kind: OrganizationKind;
  role: Role;
}

function peopleOf(tx: DbOrTx, wanted: readonly Mail[]): Promise<Person[]> {
  const tos = wanted.map((mail) => mail.to);
  const organizationIds = tos.flatMap((to) =>
    typeof to === "object" && "organizationId" in to ? to.organizationId : [],
  );
  const userIds = tos.flatMap((to) => (typeof to === "object" && "userId" in to ? to.userId : []));
  const desk = tos.includes("desk") ? eq(organizations.kind, "platform") : sql`false`;
  return tx
    .select({
      userId: users.id,
      email: users.email,
      organizationId: memberships.organizationId,
      kind: organizations.kind,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(
      sql`${users.kind} = 'person' AND (${and(desk, eq(memberships.role, LEADING_ROLE.platform))} OR ${inArray(memberships.organizationId, organizationIds)} OR ${inArray(users.id, userIds)})`,
    )
    .orderBy(memberships.id);
}

/** The desk's mails go to its admins; somebody who is in two organizations gets each one's own. */
function isFor(to: Audience, person: Person): boolean {
  if (to === "desk") return person.kind === "platform" && person.role === LEADING_ROLE.platform;
  if ("outsider" in to) return false;
  if ("userId" in to) return person.userId === to.userId;
  return person.organizationId === to.organizationId && (to.roles ?? ROLES).includes(person.role);
}

function rowOf(mail: Mail, person: Person): MailRow {
  const own = mail.to !== "desk" && "userId" in mail.to ? mail.to : null;
  return {
    ...plannedRow(mail),
    key: `${mail.fact}:${person.userId}`,
    toAddress: own?.address || person.email,
    userId: person.userId,
    organizationId: own ? null : person.organizationId,
  };
}

function addressed(mail: Mail): MailRow[] {
  if (mail.to === "desk" || !("outsider" in mail.to)) return [];
  const { outsider, about } = mail.to;
  return [{ ...plannedRow(mail), key: `${mail.fact}:${outsider}`, toAddress: outsider, organizationId: about }];
}

type MailRow = typeof mails.$inferInsert;

function plannedRow({ template, props }: Mail): Omit<MailRow, "key" | "toAddress"> {
  return {
    id: newId("mai"),
    template,
    props: { ...props },
    state: "planned",
    createdAt: sql`platform_now()` as never,
    nextAttemptAt: sql`platform_now()` as never,
  };
}
