import { and, eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { getOwnSite } from "./get-own-site";
import { insertEnrolmentToken, type MintedToken } from "./insert-enrolment-token";
import { type MintEnrolmentTokenInput, mintEnrolmentTokenInput } from "./schemas";

/** A single-use token that enrols one host, under the name given, at the site. */
export async function mintEnrolmentToken(ctx: Context, input: MintEnrolmentTokenInput): Promise<MintedToken> {
  const actor = authorize(ctx, "host.enrol");
  const { siteId, hostName } = parseInput(mintEnrolmentTokenInput, input);
  return ctx.db.transaction(async (tx) => {
    await getOwnSite(tx, actor.organizationId, siteId);
    await refuseTakenName(tx, siteId, hostName);
    const minted = await insertEnrolmentToken(tx, ctx, { siteId, hostName, createdBy: actor.userId });
    await recordAudit(tx, ctx, {
      action: "host.mint_enrolment_token",
      targetId: minted.tokenId,
      detail: { siteId, hostName, expiresAt: minted.expiresAt.toISOString() },
    });
    return minted;
  });
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
