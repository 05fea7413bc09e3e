import type { Transaction } from "@/db/client";
import { enrolmentTokens } from "@/db/schema";
import type { Context } from "@/lib/context";
import { HOUR_MS } from "@/lib/core/time";
import { newId } from "@/lib/ids";
import { ENROLMENT_TOKEN_HOURS, hashEnrolmentToken, newEnrolmentToken } from "./enrolment-token";

export interface MintedToken {
  tokenId: string;
  /** Returned here and never again: only its hash is kept. */
  token: string;
  hostName: string;
  expiresAt: Date;
}

interface Meant {
  siteId: string;
  hostName: string;
  createdBy: string;
  /** The host that it enrols again. */
  replacesHostId?: string;
}

/** A token that is good once, for as long as tokens are. */
export async function insertEnrolmentToken(
  tx: Transaction,
  { now }: Pick<Context, "now">,
  meant: Meant,
): Promise<MintedToken> {
  const token = newEnrolmentToken();
  const tokenId = newId("enr");
  const expiresAt = new Date(now.getTime() + ENROLMENT_TOKEN_HOURS * HOUR_MS);
  const tokenHash = hashEnrolmentToken(token);
  await tx.insert(enrolmentTokens).values({ id: tokenId, tokenHash, createdAt: now, expiresAt, ...meant });
  return { tokenId, token, hostName: meant.hostName, expiresAt };
}
