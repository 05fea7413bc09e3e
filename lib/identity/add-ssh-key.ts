import { and, count, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { organizations, sshKeys } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "./authorize";
import { type AddSshKeyInput, addSshKeySchema } from "./schemas";
import { parseSshKey, type SshKey } from "./ssh-key";

const keysPerOrganization = 100;

/** Adds a public key that the organization's instances will admit. A key that is already there is refused by its name. */
export async function addSshKey(
  ctx: Context,
  input: AddSshKeyInput,
): Promise<{ sshKeyId: string; fingerprint: string; keyType: string }> {
  const actor = authorize(ctx, "ssh_key.manage");
  const { name, publicKey } = parseInput(addSshKeySchema, input);
  const parsed = parseSshKey(publicKey);
  if (!parsed.ok) throw new AppError("invalid_input", parsed.reason, { fields: { publicKey: [parsed.reason] } });
  const { key } = parsed;
  const sshKeyId = newId("key");
  await ctx.db.transaction(async (tx) => {
    await refuseDuplicate(tx, actor.organizationId, key);
    await tx
      .insert(sshKeys)
      .values({ id: sshKeyId, organizationId: actor.organizationId, createdBy: actor.userId, name, ...key });
    const detail = { name, keyType: key.keyType, fingerprint: key.fingerprint };
    await recordAudit(tx, ctx, { action: "ssh_key.add", targetId: sshKeyId, detail });
  });
  return { sshKeyId, fingerprint: key.fingerprint, keyType: key.keyType };
}

/** The organization's row is locked, so that of two who add the same key at once the second is told of the first. */
async function refuseDuplicate(tx: Transaction, organizationId: string, key: SshKey): Promise<void> {
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for("update");
  const own = and(eq(sshKeys.organizationId, organizationId), isNull(sshKeys.removedAt));
  const [same] = await tx
    .select({ name: sshKeys.name })
    .from(sshKeys)
    .where(and(own, eq(sshKeys.fingerprint, key.fingerprint)));
  if (same) {
    const message = `This key is already here, as "${same.name}".`;
    throw new AppError("conflict", message, { fields: { publicKey: [message] } });
  }
  const [held] = await tx.select({ count: count() }).from(sshKeys).where(own);
  if ((held?.count ?? 0) >= keysPerOrganization)
    throw new AppError(
      "limit_exceeded",
      `An organization has at most ${keysPerOrganization} SSH keys. Remove one first.`,
    );
}
