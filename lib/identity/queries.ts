import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import { sshKeys, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "./authorize";

const listLimit = 100;

export interface SshKeyRow {
  id: string;
  name: string;
  keyType: string;
  publicKey: string;
  fingerprint: string;
  createdAt: Date;
  createdByEmail: string;
}

const columns = {
  id: sshKeys.id,
  name: sshKeys.name,
  keyType: sshKeys.keyType,
  publicKey: sshKeys.publicKey,
  fingerprint: sshKeys.fingerprint,
  createdAt: sshKeys.createdAt,
  createdByEmail: users.email,
};

/** The organization's keys, newest first: all of them, for there are at most a hundred. */
export async function listSshKeys(ctx: Pick<Context, "db" | "actor">): Promise<SshKeyRow[]> {
  const actor = authorize(ctx, "ssh_key.view");
  return ctx.db
    .select(columns)
    .from(sshKeys)
    .innerJoin(users, eq(users.id, sshKeys.createdBy))
    .where(and(eq(sshKeys.organizationId, actor.organizationId), isNull(sshKeys.removedAt)))
    .orderBy(desc(sshKeys.createdAt), desc(sshKeys.id))
    .limit(listLimit);
}

/** The keys of these ids, as a launch needs them; one that is not the organization's, or is removed, is not found. */
export async function getSshKeys(
  ctx: Pick<Context, "db" | "actor">,
  sshKeyIds: readonly string[],
): Promise<SshKeyRow[]> {
  const actor = authorize(ctx, "ssh_key.view");
  const wanted = [...new Set(sshKeyIds)].slice(0, listLimit + 1);
  if (wanted.length === 0) return [];
  const rows = await ctx.db
    .select(columns)
    .from(sshKeys)
    .innerJoin(users, eq(users.id, sshKeys.createdBy))
    .where(
      and(inArray(sshKeys.id, wanted), eq(sshKeys.organizationId, actor.organizationId), isNull(sshKeys.removedAt)),
    )
    .limit(listLimit);
  if (rows.length !== wanted.length) throw notFound("SSH key");
  return rows;
}
