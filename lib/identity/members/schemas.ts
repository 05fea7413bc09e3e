import { z } from "zod";
import { ROLES } from "@/lib/core/permissions";
import { line } from "@/lib/core/text";
import { normaliseEmail } from "../email";
import { findPasswordFault } from "../password-policy";

const id = z.string().min(1).max(60);
const role = z.enum(ROLES, "Choose a role.");
const token = z.string().min(1).max(200);

const email = z.string().transform((given, check) => {
  const normal = normaliseEmail(given);
  if (normal !== null) return normal;
  check.addIssue({ code: "custom", message: "Enter an e-mail address such as name@example.com." });
  return z.NEVER;
});

export const inviteMemberSchema = z.strictObject({
  email,
  role,
  /** Sees chosen projects alone, none until somebody chooses. */
  restricted: z.boolean().default(false),
});
export type InviteMemberInput = z.input<typeof inviteMemberSchema>;

export const invitationSchema = z.strictObject({ invitationId: id });
export type InvitationInput = z.input<typeof invitationSchema>;

export const acceptInvitationSchema = z.strictObject({ token });
export type AcceptInvitationInput = z.input<typeof acceptInvitationSchema>;

export const joinByInvitationSchema = z.strictObject({
  token,
  name: line("your name", 100),
  password: z.string().check((given) => {
    const message = findPasswordFault(given.value);
    if (message) given.issues.push({ code: "custom", message, input: given.value });
  }),
});
export type JoinByInvitationInput = z.input<typeof joinByInvitationSchema>;

export const changeRoleSchema = z.strictObject({ userId: id, role });
export type ChangeRoleInput = z.input<typeof changeRoleSchema>;

export const memberSchema = z.strictObject({ userId: id });
export type MemberInput = z.input<typeof memberSchema>;

export const transferOwnershipSchema = z.strictObject({ userId: id, ownRole: role });
export type TransferOwnershipInput = z.input<typeof transferOwnershipSchema>;

const organizationName = line("a name for the organization", 100);

export const foundOrganizationSchema = z.strictObject({
  organizationName,
  kind: z.enum(["customer", "operator"], "Choose whether you rent or supply accelerators."),
});
export type FoundOrganizationInput = z.input<typeof foundOrganizationSchema>;

export const renameOrganizationSchema = z.strictObject({ organizationName });
export type RenameOrganizationInput = z.input<typeof renameOrganizationSchema>;

export const switchOrganizationSchema = z.strictObject({ organizationId: id });
export type SwitchOrganizationInput = z.input<typeof switchOrganizationSchema>;
