import { PROHIBITED_USE_KEYS } from "@/lib/core/compliance/end-use";
import { NO_PASSKEY } from "./entry-action-rows";
import { action, own, type Row } from "./row";

/** Of one's own sign-in. The callers have neither password nor factor and signed in long ago, so that nothing that asks for a proof is done. */
const SIGN_IN: Record<string, Row> = {
  "action (account)/settings/data submitDeletion": own(action("person")),
  "action (account)/settings/profile submitEmailChange": own(
    action("person", { newEmail: "newer-nobody@example.test" }),
  ),
  "action (account)/settings/profile submitProfile": own(action("person")),
  "action (account)/settings/security offerApp": own(action("person")),
  "action (account)/settings/security offerPasskey": own(action("person")),
  "action (account)/settings/security submitApp": own(action("person", { code: "000000" })),
  "action (account)/settings/security submitFactorRemoval": own({ ...action("person"), isFresh: true }),
  "action (account)/settings/security submitNewCodes": own({ ...action("person"), isFresh: true }),
  "action (account)/settings/security submitNewPasskey": own(action("person", { response: NO_PASSKEY })),
  "action (account)/settings/security submitNewPassword": own(
    action("person", { newPassword: "quite another set of words" }),
  ),
  "action (account)/settings/security submitUnlinking": own(action("person")),
  "action (account)/settings/security/link submitLinking": own(action("person")),
  "action (account)/settings/sessions submitRevocation": action("person"),
  // each caller is a person with this one session
  "action (account)/settings/sessions submitRevokeOthers": own(action("person")),
};

const ORGANIZATION: Record<string, Row> = {
  "action (account)/settings/api-keys submitAccount": {
    ...action("api_key.manage", { name: "sample-account", role: "viewer" }),
    isWhole: true,
  },
  "action (account)/settings/api-keys submitKey": action("api_key.manage", { scopes: ["ssh_keys:read"] }),
  "action (account)/settings/api-keys submitRemoval": action("member.manage"),
  "action (account)/settings/api-keys submitRevocation": action("api_key.manage"),
  "action (account)/settings/api-keys submitRole": action("member.manage", { role: "viewer" }),
  "action (account)/settings/api-keys submitRotation": action("api_key.manage", { overlapHours: "1" }),
  "action (account)/settings/audit-log setSupportAccessAction": own(action("organization.manage", { isAllowed: true })),
  "action (account)/settings/audit-log verifyOwnLogAction": action("audit.view"),
  "action (account)/settings/end-use declareCountryAction": action("end_use.declare"),
  "action (account)/settings/end-use declareOwnerAction": action("end_use.declare", {
    country: "NO",
    sharePercent: "1",
  }),
  "action (account)/settings/end-use removeOwnerAction": action("end_use.declare"),
  "action (account)/settings/end-use signEndUseAction": action("end_use.declare", {
    confirmed: [...PROHIBITED_USE_KEYS],
  }),
  // an admin who invites an owner is refused for that
  "action (account)/settings/members submitInvitation": action("member.manage", { role: "viewer" }),
  "action (account)/settings/members submitProjects": action("member.manage", { projects: [] }),
  "action (account)/settings/members submitRemoval": action("member.manage"),
  "action (account)/settings/members submitResend": action("member.manage"),
  "action (account)/settings/members submitRevocation": action("member.manage"),
  "action (account)/settings/members submitRole": action("member.manage", { role: "viewer" }),
  "action (account)/settings/new-organization submitFounding": {
    ...action("person"),
    endsAsker: "the session goes on in the organization that is founded",
  },
  // the name is another than the one that closing asks for
  "action (account)/settings/organization submitClose": {
    ...action("organization.transfer"),
    afterwards: { platform: "forbidden" },
  },
  "action (account)/settings/organization submitLeave": { ...action("person"), endsAsker: "they belong to it no more" },
  "action (account)/settings/organization submitRename": own(
    action("organization.manage", { organizationName: "Quokka renamed hall" }),
  ),
  "action (account)/settings/organization submitTransfer": action("organization.transfer", { ownRole: "viewer" }),
  "action (account)/settings/projects submitArchive": action("project.manage"),
  "action (account)/settings/projects submitProject": own(action("project.manage", { slug: "sample-project" })),
  "action (account)/settings/projects submitRename": action("project.manage"),
  // one's own organization, which changes nothing, or one that is not theirs
  "action organizations submitSwitch": own(action("person")),
};

export const ACCOUNT_ACTIONS: Record<string, Row> = { ...SIGN_IN, ...ORGANIZATION };
