import { permissionsOf } from "@/lib/core/api-scopes";
import {
  isPermitted,
  isReading,
  type OrganizationKind,
  type Permission,
  STEP_UP,
  WHOLE_ORGANIZATION,
} from "@/lib/core/permissions";
import type { Caller } from "./caller";
import type { Entrance } from "./entrances";
import type { Code } from "./outcome";
import type { Row } from "./row";

/** What the table of permissions has a caller be answered; `let in` for whatever comes once they are. */
export function expectedOf(
  entrance: Entrance,
  { asks, kind, isFresh, always, afterwards, everybody, ...row }: Row,
  caller: Caller,
): Code | "let in" {
  const is = caller.key === undefined || takesKeys(entrance) ? caller.is : null;
  if (everybody) return everybody;
  if (asks === "public") return "let in";
  if (asks === "signed") return "invalid_input";
  if (asks === "agent" || !is) return "unauthenticated";
  if (is.isBarred) return "forbidden";
  if (is.visit && row.isOwn) return entrance.kind === "page" ? "not_found" : "forbidden";
  if ((is.visit === "reading" && row.isMarked) || (is.isHeld && row.isWhole)) return "forbidden";
  if (asks === "person") return isFresh && !is.hasFreshFactor ? "second_factor_required" : "let in";
  if (kind && is.kind !== kind) return "not_found";
  const usual = byPermission(asks, is, isLook(entrance));
  if (usual === "forbidden" && entrance.kind === "page") return "not_found";
  return always?.[is.kind] ?? (usual === "let in" ? afterwards?.[is.kind] : undefined) ?? usual;
}

/** The one interface that is for programs; everywhere else a key is nothing, and who sends no cookie with it is nobody. */
export function takesKeys(entrance: Entrance): boolean {
  return entrance.kind === "route" && entrance.path.startsWith("/api/v1/");
}

/** A page or a download shows, whatever permission it asks. */
function isLook(entrance: Entrance): boolean {
  return entrance.kind === "page" || (entrance.kind === "route" && entrance.method === "GET");
}

function byPermission(asks: Permission, is: NonNullable<Caller["is"]>, isLooking: boolean): Code | "let in" {
  if (!isPermitted(asks, is.kind, is.role)) return "forbidden";
  if (is.isHeld && WHOLE_ORGANIZATION.has(asks)) return "forbidden";
  if (is.visit && (STEP_UP.has(asks) || (is.visit === "reading" && !isLooking && !isReading(asks)))) return "forbidden";
  if (is.scopes && (STEP_UP.has(asks) || !permissionsOf(is.scopes).has(asks))) return "forbidden";
  if (is.lacksFactor && !isLooking && !isReading(asks)) return "second_factor_required";
  return STEP_UP.has(asks) && !is.hasFreshFactor ? "second_factor_required" : "let in";
}

/** Whose each id is, by its name; the rest is the platform's, or everybody's. */
const OWNERS: Record<string, OrganizationKind> = {
  leaseId: "customer",
  endedLeaseId: "customer",
  budgetId: "customer",
  sshKeyId: "customer",
  sshKeyIds: "customer",
  secondSshKeyId: "customer",
  projectId: "customer",
  apiKeyId: "customer",
  invitationId: "customer",
  ownerId: "customer",
  topUpId: "customer",
  noticeId: "customer",
  secondNoticeId: "customer",
  operatorNoticeId: "operator",
  statementId: "customer",
  settlementId: "operator",
  siteId: "operator",
  hostId: "operator",
  acceleratorId: "operator",
  hostIds: "operator",
  windowId: "operator",
  enrolmentId: "operator",
  offerId: "operator",
  accountId: "operator",
  payoutId: "operator",
};

export function ownersOf(field: string, { owners }: Row): readonly OrganizationKind[] {
  const owner = OWNERS[field];
  return owner ? (owners ?? [owner]) : [];
}
