import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { deniedListVersions } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { LIST_OF } from "@/lib/core/compliance/screening";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { listFault } from "./lists/list-fault";
import { readList } from "./lists/read-list";
import { replaceParties } from "./replace-parties";
import { type LoadListInput, loadListSchema } from "./schemas";

export interface LoadedList {
  versionId: string;
  /** False where the very same file is current already. */
  isNew: boolean;
  parties: number;
  added: number;
  changed: number;
  removed: number;
}

/** From this size on a list that lost half of its entries is asked about. */
const SHRINK_FROM = 10;

/**
 * Makes a published file the current version of its list, all or nothing: a file that cannot be read to its end changes nothing. By the desk, or
 * by a script on the server. Everybody is screened anew by what it adds and changes (`screenOrganizations`).
 */
export async function loadList(ctx: Context, input: LoadListInput): Promise<LoadedList> {
  const loadedBy = ctx.actor.type !== "system" ? authorize(ctx, "compliance.manage").userId : null;
  const { format, file, alt, mayShrink } = parseInput(loadListSchema, input);
  const parties = readList(format, file.content, alt?.content ?? null);
  const files = alt ? [file, alt] : [file];
  const sha256 = files.reduce((hash, { content }) => hash.update(content), createHash("sha256")).digest("hex");
  const list = LIST_OF[format];
  return ctx.db.transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE denied_list_versions IN SHARE ROW EXCLUSIVE MODE`);
    const current = await findCurrent(tx, list);
    if (current?.sha256 === sha256 && current.format === format)
      return { ...current, versionId: current.id, isNew: false };
    if (current && !mayShrink && current.parties >= SHRINK_FROM && parties.length * 2 <= current.parties)
      throw listFault(
        `It holds ${parties.length} entries where the current version holds ${current.parties}. Say that this is right, if it is`,
      );
    const { rows } = await tx.execute<{ next: number }>(
      sql`SELECT coalesce(max(generation), 0)::int + 1 AS next FROM denied_list_versions`,
    );
    const version = {
      id: newId("dlv"),
      list,
      format,
      generation: rows[0]!.next,
      fileNames: files.map(({ name }) => name),
      sha256,
      bytes: files.reduce((sum, { content }) => sum + content.byteLength, 0),
      parties: parties.length,
      isCurrent: true,
      loadedBy,
      loadedAt: await databaseNow(tx),
    };
    if (current)
      await tx.update(deniedListVersions).set({ isCurrent: false }).where(eq(deniedListVersions.id, current.id));
    await tx.insert(deniedListVersions).values({ ...version, added: 0, changed: 0, removed: 0 });
    const counts = await replaceParties(tx, { list, versionId: version.id, parties });
    await tx.update(deniedListVersions).set(counts).where(eq(deniedListVersions.id, version.id));
    await recordAudit(tx, ctx, {
      action: "denied_list.load",
      targetId: version.id,
      detail: { list, format, sha256, files: version.fileNames, parties: parties.length, ...counts },
    });
    return { versionId: version.id, isNew: true, parties: parties.length, ...counts };
  });
}

async function findCurrent(tx: Transaction, list: (typeof deniedListVersions.$inferSelect)["list"]) {
  const [current] = await tx
    .select()
    .from(deniedListVersions)
    .where(and(eq(deniedListVersions.list, list), eq(deniedListVersions.isCurrent, true)));
  return current ?? null;
}
