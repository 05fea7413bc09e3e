import { createHash } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deniedParties, deniedPartyNames } from "@/db/schema";
import { searchKeyOf } from "@/lib/core/compliance/fold-name";
import type { DeniedList, ListedParty } from "@/lib/core/compliance/screening";
import { newId } from "@/lib/ids";

interface Replacement {
  list: DeniedList;
  versionId: string;
  parties: readonly ListedParty[];
}

/** Rows a statement: far below the number of parameters that one can have. */
const AT_ONCE = 1_000;

/** Brings the parties of a list to what its new version says, and answers how many are new, other than before, and gone. */
export async function replaceParties(tx: Transaction, { list, versionId, parties }: Replacement) {
  const known = await tx
    .select({
      id: deniedParties.id,
      externalId: deniedParties.externalId,
      contentHash: deniedParties.contentHash,
      removedIn: deniedParties.removedIn,
    })
    .from(deniedParties)
    .where(eq(deniedParties.list, list));
  const byNumber = new Map(known.map((row) => [row.externalId, row]));
  const hashed = parties.map((party) => ({ ...party, contentHash: hashOf(party) }));
  const isListed = (number: string) => byNumber.get(number)?.removedIn === null;
  const added = hashed.filter(({ externalId }) => !isListed(externalId));
  const changed = hashed.filter(
    ({ externalId, contentHash }) => isListed(externalId) && byNumber.get(externalId)!.contentHash !== contentHash,
  );
  const named = new Set(hashed.map(({ externalId }) => externalId));
  const removed = known.filter((row) => row.removedIn === null && !named.has(row.externalId));
  const written = [...added, ...changed].map((party) => ({
    ...party,
    id: byNumber.get(party.externalId)?.id ?? newId("dpy"),
    list,
    isAdded: !isListed(party.externalId),
  }));
  await forgetNames(
    tx,
    [...removed, ...written].map(({ id }) => id),
  );
  for (const batch of batches(written)) await upsert(tx, batch, versionId);
  for (const batch of batches(removed.map(({ id }) => id)))
    await tx.update(deniedParties).set({ removedIn: versionId }).where(inArray(deniedParties.id, batch));
  return { added: added.length, changed: changed.length, removed: removed.length };
}

function hashOf({ externalId, ...content }: ListedParty): string {
  return createHash("sha256")
    .update(JSON.stringify(Object.entries(content).sort()))
    .digest("base64url");
}

function* batches<T>(rows: readonly T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += AT_ONCE) yield rows.slice(at, at + AT_ONCE);
}

async function forgetNames(tx: Transaction, partyIds: readonly string[]) {
  for (const batch of batches(partyIds))
    await tx.delete(deniedPartyNames).where(inArray(deniedPartyNames.partyId, batch));
}

type Written = ListedParty & { id: string; list: DeniedList; contentHash: string; isAdded: boolean };

async function upsert(tx: Transaction, batch: readonly Written[], versionId: string) {
  const excluded = (column: string) => sql.raw(`excluded.${column}`);
  await tx
    .insert(deniedParties)
    .values(
      batch.map(({ isAdded, ...party }) => ({ ...party, addedIn: versionId, changedIn: isAdded ? null : versionId })),
    )
    .onConflictDoUpdate({
      target: [deniedParties.list, deniedParties.externalId],
      set: {
        kind: excluded("kind"),
        names: excluded("names"),
        programs: excluded("programs"),
        countries: excluded("countries"),
        birthDates: excluded("birth_dates"),
        contentHash: excluded("content_hash"),
        // one that comes back was added anew
        addedIn: sql`CASE WHEN excluded.changed_in IS NULL THEN excluded.added_in ELSE ${deniedParties.addedIn} END`,
        changedIn: excluded("changed_in"),
        removedIn: null,
      },
    });
  const names = batch.flatMap(({ id: partyId, names: spellings }) =>
    spellings.map((name) => ({ id: newId("dpn"), partyId, name, searchKey: searchKeyOf(name) })),
  );
  const findable = names.filter(({ searchKey }) => searchKey !== "");
  for (const rows of batches(findable)) await tx.insert(deniedPartyNames).values(rows);
}
