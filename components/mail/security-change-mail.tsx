import type { SecurityChange } from "@/lib/mail/templates";
import { Act, Paragraph } from "./mail-parts";
import type { MailView } from "./mail-view";

const CHANGES: Record<SecurityChange, { subject: string; said: string }> = {
  "app-added": {
    subject: "An authenticator app was added",
    said: "Codes of an authenticator app are now your second factor.",
  },
  "app-removed": {
    subject: "Your authenticator app was removed",
    said: "Codes of your authenticator app are no longer taken.",
  },
  "passkey-added": { subject: "A passkey was added", said: "A passkey was added: it signs in for you from now on." },
  "passkey-removed": { subject: "A passkey was removed", said: "One of your passkeys is no longer taken." },
  "recovery-codes-new": {
    subject: "You have new recovery codes",
    said: "Ten new recovery codes were made; the old ones are void.",
  },
  "recovery-code-used": {
    subject: "A recovery code was used",
    said: "One of your recovery codes was used in the place of your second factor.",
  },
  "password-changed": {
    subject: "Your password was changed",
    said: "Your password was changed, and every other session was ended.",
  },
  "password-reset": {
    subject: "Your password was reset",
    said: "A new password was chosen by a mailed link. You are signed out everywhere.",
  },
  "provider-linked": {
    subject: "A way to sign in was added",
    said: "An account at another provider now signs in for you.",
  },
  "provider-unlinked": {
    subject: "A way to sign in was removed",
    said: "An account at another provider no longer signs in for you.",
  },
  "email-changed": {
    subject: "Your e-mail address was changed",
    said: "This is the address of your sign-in from now on.",
  },
  "email-restored": {
    subject: "Your e-mail address is as it was",
    said: "The change of your address was taken back, and you are signed out everywhere. Choose a new password.",
  },
};

export const securityChangeMail: MailView<"security-change"> = {
  subject: ({ change }) => CHANGES[change].subject,
  preview: () => "If it was you, there is nothing to do.",
  reason: () => "You are told of every change to how you sign in.",
  body: ({ change, left, href }) => (
    <>
      <Paragraph>
        {CHANGES[change].said}
        {left === null ? "" : ` ${left} are left.`}
      </Paragraph>
      <Paragraph>Was it not you? Sign in, end every session and change your password; then write to us.</Paragraph>
      <Act href={href}>Look at your security</Act>
    </>
  ),
};
