import { and, eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { enrolmentTokens, hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { ENROLMENT_TOKEN_HOURS, hashEnrolmentToken, newEnrolmentToken } from "./enrolment-token";
import { getOwnSite } from "./get-own-site";
import { type MintEnrolmentTokenInput, mintEnrolmentTokenInput } from "./schemas";

export interface MintedToken {
  tokenId: string;
  /** Returned here and never again: only its hash is kept. */
  token: string;
  hostName: string;
  expiresAt: Date;
}

/** A single-use token that enrols one host, under the name given, at the site. */
export async function mintEnrolmentToken(ctx: Context, input: MintEnrolmentTokenInput): Promise<MintedToken> {
  const actor = authorize(ctx, "host.enrol");
  const { siteId, hostName } = parseInput(mintEnrolmentTokenInput, input);
  const token = newEnrolmentToken();
  const tokenId = newId("enr");
  const expiresAt = new Date(ctx.now.getTime() + ENROLMENT_TOKEN_HOURS * HOUR_MS);
  await ctx.db.transaction(async (tx) => {
    await getOwnSite(tx, actor.organizationId, siteId);
    await refuseTakenName(tx, siteId, hostName);
    await tx.insert(enrolmentTokens).values({
      id: tokenId,
      siteId,
      hostName,
      tokenHash: hashEnrolmentToken(token),
      createdBy: actor.userId,
      createdAt: ctx.now,
      expiresAt,
    });
    await recordAudit(tx, ctx, {
      action: "host.mint_enrolment_token",
      targetId: tokenId,
      detail: { siteId, hostName, expiresAt: expiresAt.toISOString() },
    });
  });
  return { tokenId, token, hostName, expiresAt };
}

/** The name is how people tell a site's hosts apart. */
export async function refuseTakenName(tx: DbOrTx, siteId: string, hostName: string): Promise<void> {
  const [taken] = await tx
    .select({ id: hosts.id })
    .from(hosts)
    .where(and(eq(hosts.siteId, siteId), eq(hosts.name, hostName)))
    .limit(1);
  if (!taken) return;
  const message = `This site already has a host named ${hostName}. Choose another name.`;
  throw new AppError("conflict", message, { fields: { hostName: [message] } });
}
