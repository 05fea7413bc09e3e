import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { enrolmentTokens, hosts, organizations, sites } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { type EnrolRequest, type EnrolResponse, enrolRequest } from "@/lib/core/contracts/agent";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { isSignedBy } from "./ed25519";
import { hashEnrolmentToken } from "./enrolment-token";
import { refuseTakenName } from "./mint-enrolment-token";
import { reEnrolHost } from "./re-enrol-host";
import { recordHostEvent } from "./record-host-event";
import { recordHostReport } from "./record-host-report";

/**
 * Makes the caller, who is not known yet, a host of the token's site. The token is used up and the host inserted in one
 * transaction: of two racing enrolments one wins, and a refused one leaves the token as it was. The same key with the same token again gets the same
 * answer, so that an agent which never saw the first one can ask once more. A token that replaces a host gives that host the key instead.
 */
export async function enrolHost(ctx: Context, input: EnrolRequest): Promise<EnrolResponse> {
  const request = parseInput(enrolRequest, input);
  const { token, publicKey, proof } = request;
  if (!isSignedBy(publicKey, `openhall-enrol-v1\n${token}\n${publicKey}`, proof))
    throw new AppError("unauthenticated", "The proof is not a signature of this token by the public key sent with it.");
  try {
    return await ctx.db.transaction((tx) => enrol(tx, ctx, request));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = "This key is enrolled already. Remove the agent's state folder to make a new key for a new host.";
    throw new AppError("conflict", message, { cause: error });
  }
}

async function enrol(tx: Transaction, ctx: Context, request: EnrolRequest): Promise<EnrolResponse> {
  const token = await findToken(tx, request.token);
  const { siteName, operatorName } = token;
  const serverTime = ctx.now.toISOString();
  if (token.hostId && token.hostKey === request.publicKey)
    return { hostId: token.hostId, siteName, operatorName, serverTime };
  refuseSpent(token, ctx.now);
  const claimed = await tx
    .update(enrolmentTokens)
    .set({ usedAt: ctx.now })
    .where(and(eq(enrolmentTokens.id, token.id), isNull(enrolmentTokens.usedAt)))
    .returning({ id: enrolmentTokens.id });
  if (claimed.length === 0) throw usedToken(null);
  const hostId = token.replacesHostId ?? newId("hst");
  if (token.replacesHostId) await reEnrolHost(tx, ctx, { hostId, tokenId: token.id, request });
  else await insertHost(tx, ctx, { hostId, token, request });
  await tx.update(enrolmentTokens).set({ hostId }).where(eq(enrolmentTokens.id, token.id));
  return { hostId, siteName, operatorName, serverTime };
}

async function insertHost(
  tx: Transaction,
  ctx: Context,
  { hostId, token, request }: { hostId: string; token: Awaited<ReturnType<typeof findToken>>; request: EnrolRequest },
): Promise<void> {
  // Two tokens may carry one name: the site's row makes their enrolments take turns.
  await tx.select({ id: sites.id }).from(sites).where(eq(sites.id, token.siteId)).for("no key update");
  await refuseTakenName(tx, token.siteId, token.hostName);
  await tx.insert(hosts).values({
    id: hostId,
    organizationId: token.organizationId,
    siteId: token.siteId,
    name: token.hostName,
    publicKey: request.publicKey,
    facts: request.facts,
    simulated: request.facts.simulated,
    enrolledAt: ctx.now,
    lastSeenAt: ctx.now,
  });
  const summary = `Enrolled with ${request.accelerators.length} accelerators`;
  await recordHostEvent(tx, ctx, { hostId, kind: "enrolled", summary, details: { tokenId: token.id }, at: ctx.now });
  await recordHostReport(tx, hostId, request, ctx.now);
  await recordAudit(tx, ctx, {
    action: "host.enrol",
    targetId: hostId,
    organizationId: token.organizationId,
    detail: { siteId: token.siteId, tokenId: token.id, accelerators: request.accelerators.length },
  });
}

async function findToken(tx: Transaction, token: string) {
  const [row] = await tx
    .select({
      id: enrolmentTokens.id,
      siteId: enrolmentTokens.siteId,
      hostName: enrolmentTokens.hostName,
      expiresAt: enrolmentTokens.expiresAt,
      usedAt: enrolmentTokens.usedAt,
      replacesHostId: enrolmentTokens.replacesHostId,
      hostId: hosts.id,
      hostKey: hosts.publicKey,
      organizationId: sites.organizationId,
      siteName: sites.name,
      operatorName: organizations.name,
    })
    .from(enrolmentTokens)
    .innerJoin(sites, eq(sites.id, enrolmentTokens.siteId))
    .innerJoin(organizations, eq(organizations.id, sites.organizationId))
    .leftJoin(hosts, eq(hosts.id, enrolmentTokens.hostId))
    .where(eq(enrolmentTokens.tokenHash, hashEnrolmentToken(token)));
  if (row) return row;
  throw new AppError("unauthenticated", "This enrolment token is not known. Copy it again from the operator portal.");
}

function refuseSpent(token: { usedAt: Date | null; expiresAt: Date }, now: Date): void {
  if (token.usedAt) throw usedToken(token.usedAt);
  if (token.expiresAt > now) return;
  const message = `This enrolment token expired at ${token.expiresAt.toISOString()}. Mint a new one in the operator portal.`;
  throw new AppError("precondition_failed", message);
}

function usedToken(usedAt: Date | null): AppError {
  const when = usedAt ? ` at ${usedAt.toISOString()}` : "";
  const message = `This enrolment token was used${when}: a token enrols one host. Mint a new one in the operator portal.`;
  return new AppError("conflict", message);
}
