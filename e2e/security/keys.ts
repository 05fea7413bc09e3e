import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { apiKeys } from "@/db/schema";
import type { TestParty } from "@/db/testing/context";
import { type ApiScope, scopesOf } from "@/lib/core/api-scopes";
import { LEADING_ROLE } from "@/lib/core/permissions";
import { createApiKey } from "@/lib/identity/keys/create-api-key";
import { revokeApiKey } from "@/lib/identity/keys/revoke-api-key";
import type { Caller } from "./caller";
import type { Pair } from "./market";
import { addPerson } from "./parties";

/** A program of a person's. */
export async function openKey({ ctx, actor }: TestParty, scopes: ApiScope[], name: string): Promise<Caller> {
  const { key } = await createApiKey(ctx, { name, scopes, lifetime: "7" });
  const { organizationKind: kind, role } = actor;
  return { name: `key: ${name}`, cookie: "", key, is: { kind, role, hasFreshFactor: false, scopes } };
}

export function addLeader(db: Database, { customer, marker }: Pair): Promise<TestParty> {
  return addPerson(db, customer, LEADING_ROLE.customer, `${marker} programmer`);
}

/** Programs that may do all that keys can, a part of it, or no more than whoever they act for; and keys that are nobody's. */
export async function openKeys(db: Database, pair: Pair): Promise<Caller[]> {
  const owner = await addLeader(db, pair);
  const demoted = await addPerson(db, pair.customer, "member", `${pair.marker} demoted`);
  const operator = await addPerson(db, pair.operator, "owner", `${pair.marker} operator programmer`);
  const all = scopesOf("customer");
  const ofDemoted = await openKey(demoted, all, "of a viewer who was a member");
  await db.execute(sql`UPDATE memberships SET role = 'viewer' WHERE user_id = ${demoted.userId}`);
  const live = await openKey(owner, all, "all scopes");
  return [
    live,
    await openKey(
      owner,
      all.filter((scope) => scope.endsWith(":read")),
      "reading scopes",
    ),
    await openKey(owner, ["ssh_keys:write"], "one scope"),
    await openKey(operator, scopesOf("operator"), "of an operator"),
    { ...ofDemoted, is: { ...ofDemoted.is!, role: "viewer" } },
    await openDeadKey(db, owner, "revoked"),
    await openDeadKey(db, owner, "expired"),
    { name: "key: of a changed character", cookie: "", key: changed(live.key!), is: null },
    { name: "key: no key at all", cookie: "", key: "null", is: null },
  ];
}

async function openDeadKey(db: Database, owner: TestParty, name: "revoked" | "expired"): Promise<Caller> {
  const { apiKeyId, key } = await createApiKey(owner.ctx, { name, scopes: scopesOf("customer"), lifetime: "7" });
  if (name === "revoked") await revokeApiKey(owner.ctx, { apiKeyId });
  else
    await db
      .update(apiKeys)
      .set({
        createdAt: sql`platform_now() - interval '8 days'`,
        expiresAt: sql`platform_now() - interval '1 second'`,
      })
      .where(sql`${apiKeys.id} = ${apiKeyId}`);
  return { name: `key: ${name}`, cookie: "", key, is: null };
}

/** Another secret under the same name, with a checksum that does not fit. */
function changed(key: string): string {
  return `${key.slice(0, -10)}${key.at(-10) === "a" ? "b" : "a"}${key.slice(-9)}`;
}
