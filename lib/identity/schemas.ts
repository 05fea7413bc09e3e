import { z } from "zod";
import { ORGANIZATION_KINDS } from "@/lib/core/permissions";
import { line } from "@/lib/core/text";
import { normaliseEmail } from "./email";
import { findPasswordFault, isMadeOfContext, PASSWORD_MAX_LENGTH } from "./password-policy";
import { SSH_KEY_MAX_BYTES } from "./ssh-key";

export const emailSchema = z.string().transform((given, check) => {
  const normal = normaliseEmail(given);
  if (normal !== null) return normal;
  check.addIssue({ code: "custom", message: "Enter an e-mail address such as name@example.com." });
  return z.NEVER;
});

export const newPasswordSchema = z.string().check((given) => {
  const message = findPasswordFault(given.value);
  if (message) given.issues.push({ code: "custom", message, input: given.value });
});

const party = {
  email: emailSchema,
  password: newPasswordSchema,
  name: line("your name", 100),
  organizationName: line("a name for your organization", 100),
};

interface Party {
  email: string;
  password: string;
  name: string;
  organizationName: string;
}

function refuseOwnWords(given: z.core.ParsePayload<Party>): void {
  const { email, password, name, organizationName } = given.value;
  if (!isMadeOfContext(password, [email, name, organizationName])) return;
  const message = "This is made of your own name, address or organization. Choose another.";
  given.issues.push({ code: "custom", message, input: password, path: ["password"] });
}

/** A platform organization is no one's to sign up. */
export const signUpKind = z.enum(["customer", "operator"], "Choose whether you rent or supply accelerators.");

export const signUpSchema = z
  .strictObject({
    ...party,
    kind: signUpKind,
  })
  .check(refuseOwnWords);
export type SignUpInput = z.infer<typeof signUpSchema>;

export const openOrganizationSchema = z
  .strictObject({ ...party, kind: z.enum(ORGANIZATION_KINDS) })
  .check(refuseOwnWords);
export type OpenOrganizationInput = z.infer<typeof openOrganizationSchema>;

/** Lenient on purpose: what cannot be an account's is answered like a wrong password. */
export const credentialsSchema = z.object({
  email: z.string().min(1, "Enter your e-mail address.").max(1_000),
  password: z
    .string()
    .min(1, "Enter your password.")
    .max(PASSWORD_MAX_LENGTH * 4),
});
export type CredentialsInput = z.infer<typeof credentialsSchema>;

export const addSshKeySchema = z.strictObject({
  name: line("a name for the key", 60),
  publicKey: z
    .string()
    .min(1, "Paste a public key: the one line of a file such as ~/.ssh/id_ed25519.pub.")
    .refine(
      (text) => Buffer.byteLength(text) <= SSH_KEY_MAX_BYTES,
      "This is larger than 16 kB: it is not one public key.",
    ),
});
export type AddSshKeyInput = z.infer<typeof addSshKeySchema>;

export const removeSshKeySchema = z.strictObject({ sshKeyId: z.string().max(64) });
export type RemoveSshKeyInput = z.infer<typeof removeSshKeySchema>;
