import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { getOwnHost } from "./get-own-host";
import { insertEnrolmentToken, type MintedToken } from "./insert-enrolment-token";
import { type OwnHostInput, ownHostInput } from "./schemas";

/** A single-use token that enrols the same host again, with another key; the one that it has is taken until then. */
export async function mintReplacementToken(ctx: Context, input: OwnHostInput): Promise<MintedToken> {
  const actor = authorize(ctx, "host.enrol");
  const { hostId } = parseInput(ownHostInput, input);
  return ctx.db.transaction(async (tx) => {
    const { siteId, name: hostName, retiredAt } = await getOwnHost(tx, actor.organizationId, hostId);
    if (retiredAt) throw new AppError("precondition_failed", "This host is retired, which is final.");
    const meant = { siteId, hostName, createdBy: actor.userId, replacesHostId: hostId };
    const minted = await insertEnrolmentToken(tx, ctx, meant);
    const detail = { hostId, expiresAt: minted.expiresAt.toISOString() };
    await recordAudit(tx, ctx, { action: "host.mint_replacement_token", targetId: minted.tokenId, detail });
    return minted;
  });
}
