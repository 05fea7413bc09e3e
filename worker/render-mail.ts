import { renderMail } from "@/components/mail/render-mail";
import { publicOrigin } from "@/lib/env";
import { verificationPath } from "@/lib/identity/email-verification";
import type { MailContent, RenderedMail } from "@/lib/mail/templates";

/** The one page that the worker makes. A link with a secret gets it here, so that it is in no table. */
export function renderQueuedMail(content: MailContent): Promise<RenderedMail> {
  const href =
    content.template === "verify-address" ? verificationPath(content.props.verificationId) : content.props.href;
  return renderMail(content, href, publicOrigin());
}
