import { renderMail } from "@/components/mail/render-mail";
import { publicOrigin } from "@/lib/env";
import { verificationPath } from "@/lib/identity/email-verification";
import { invitationPath } from "@/lib/identity/members/invitation-link";
import type { MailContent, RenderedMail } from "@/lib/mail/templates";

/** The one page that the worker makes. A link with a secret gets it here, so that it is in no table. */
export function renderQueuedMail(content: MailContent): Promise<RenderedMail> {
  return renderMail(content, hrefOf(content), publicOrigin());
}

function hrefOf(content: MailContent): string {
  if (content.template === "verify-address") return verificationPath(content.props.verificationId);
  if (content.template === "invitation") return invitationPath(content.props);
  return content.props.href;
}
