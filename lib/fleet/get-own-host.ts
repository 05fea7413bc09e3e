import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hosts } from "@/db/schema";
import { notFound } from "@/lib/errors";

/** The organization's host, locked; another's is `not_found`. */
export async function getOwnHost(tx: Transaction, organizationId: string, hostId: string) {
  const [host] = await tx
    .select()
    .from(hosts)
    .where(and(eq(hosts.id, hostId), eq(hosts.organizationId, organizationId)))
    .for("no key update");
  if (!host) throw notFound("host");
  return host;
}
