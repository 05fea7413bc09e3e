import { enrolmentTokens } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { ENROLMENT_TOKEN_HOURS, hashEnrolmentToken, newEnrolmentToken } from "./enrolment-token";
import { getOwnHost } from "./get-own-host";
import type { MintedToken } from "./mint-enrolment-token";
import { type OwnHostInput, ownHostInput } from "./schemas";

/** A single-use token that enrols the same host again, with another key; the one that it has is taken until then. */
export async function mintReplacementToken(ctx: Context, input: OwnHostInput): Promise<MintedToken> {
  const actor = authorize(ctx, "host.enrol");
  const { hostId } = parseInput(ownHostInput, input);
  const token = newEnrolmentToken();
  const tokenId = newId("enr");
  const expiresAt = new Date(ctx.now.getTime() + ENROLMENT_TOKEN_HOURS * HOUR_MS);
  return ctx.db.transaction(async (tx) => {
    const { siteId, name: hostName, retiredAt } = await getOwnHost(tx, actor.organizationId, hostId);
    if (retiredAt) throw new AppError("precondition_failed", "This host is retired, which is final.");
    await tx.insert(enrolmentTokens).values({
      id: tokenId,
      siteId,
      hostName,
      tokenHash: hashEnrolmentToken(token),
      createdBy: actor.userId,
      createdAt: ctx.now,
      expiresAt,
      replacesHostId: hostId,
    });
    const detail = { hostId, expiresAt: expiresAt.toISOString() };
    await recordAudit(tx, ctx, { action: "host.mint_replacement_token", targetId: tokenId, detail });
    return { tokenId, token, hostName, expiresAt };
  });
}
