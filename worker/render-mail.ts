import { renderMail } from "@/components/mail/render-mail";
import { publicOrigin } from "@/lib/env";
import { emailChangePath, emailUndoPath } from "@/lib/identity/email-change";
import { verificationPath } from "@/lib/identity/email-verification";
import { invitationPath } from "@/lib/identity/members/invitation-link";
import { signInLinkPath } from "@/lib/identity/sign-in-links";
import type { MailContent, RenderedMail } from "@/lib/mail/templates";

/** The one page that the worker makes. A link with a secret gets it here, so that it is in no table. */
export function renderQueuedMail(content: MailContent): Promise<RenderedMail> {
  return renderMail(content, hrefOf(content), publicOrigin());
}

function hrefOf({ template, props }: MailContent): string {
  switch (template) {
    case "verify-address":
      return verificationPath(props.verificationId);
    case "sign-in-link":
      return signInLinkPath("sign_in", props.linkId);
    case "reset-password":
      return signInLinkPath("reset", props.linkId);
    case "confirm-email-change":
      return emailChangePath(props.changeId);
    case "email-change-notice":
      return emailUndoPath(props.changeId);
    case "invitation":
      return invitationPath(props);
    default:
      return props.href;
  }
}
