import { render, toPlainText } from "react-email";
import type { MailContent, MailTemplate, RenderedMail } from "@/lib/mail/templates";
import { autoTopUpFailedMail } from "./auto-top-up-failed-mail";
import { disputeMail } from "./dispute-mail";
import { hostLockedMail } from "./host-locked-mail";
import { invitationMail } from "./invitation-mail";
import { lowBalanceMail } from "./low-balance-mail";
import { MailLayout } from "./mail-layout";
import type { MailView } from "./mail-view";
import { maintenanceMail } from "./maintenance-mail";
import { memberRemovedMail, ownershipTransferredMail, roleChangedMail } from "./membership-mails";
import { orderDecidedMail } from "./order-decided-mail";
import { payoutSentMail } from "./payout-sent-mail";
import { receiptMail } from "./receipt-mail";
import { securityChangeMail } from "./security-change-mail";
import {
  accountDeletedMail,
  confirmEmailChangeMail,
  emailChangeNoticeMail,
  newDeviceMail,
  resetPasswordMail,
  signInLinkMail,
} from "./sign-in-mails";
import { statementMail } from "./statement-mail";
import { stoppedMail } from "./stopped-mail";
import { supportVisitMail } from "./support-visit-mail";
import { suspendedMail } from "./suspended-mail";
import { verifyAddressMail } from "./verify-address-mail";

const VIEWS: { [T in MailTemplate]: MailView<T> } = {
  "verify-address": verifyAddressMail,
  "sign-in-link": signInLinkMail,
  "reset-password": resetPasswordMail,
  "confirm-email-change": confirmEmailChangeMail,
  "email-change-notice": emailChangeNoticeMail,
  "new-device": newDeviceMail,
  "security-change": securityChangeMail,
  "account-deleted": accountDeletedMail,
  invitation: invitationMail,
  "role-changed": roleChangedMail,
  "member-removed": memberRemovedMail,
  "ownership-transferred": ownershipTransferredMail,
  receipt: receiptMail,
  "low-balance": lowBalanceMail,
  stopped: stoppedMail,
  "auto-top-up-failed": autoTopUpFailedMail,
  dispute: disputeMail,
  statement: statementMail,
  "payout-sent": payoutSentMail,
  "support-visit": supportVisitMail,
  maintenance: maintenanceMail,
  suspended: suspendedMail,
  "host-locked": hostLockedMail,
  "order-decided": orderDecidedMail,
};

/** A heading in capitals would say another number or name than the HTML. */
const AS_WRITTEN = { selector: "h1", options: { uppercase: false } };

/** Subject, HTML and plain text of a mail. `href` is a path below `origin`; one that leads elsewhere is refused. */
export async function renderMail(content: MailContent, href: string, origin: string): Promise<RenderedMail> {
  const view = VIEWS[content.template] as MailView<MailTemplate> | undefined;
  if (!view) throw new Error(`There is no template ${content.template}.`);
  const target = new URL(href, origin);
  if (target.origin !== new URL(origin).origin) throw new Error(`A mail may not lead to ${target.origin}.`);
  const props = { ...content.props, href: target.href } as Parameters<typeof view.body>[0];
  const subject = view.subject(props);
  const html = await render(
    <MailLayout preview={view.preview(props)} title={subject} reason={view.reason(props)} origin={origin}>
      {view.body(props)}
    </MailLayout>,
  );
  return { subject, html, text: toPlainText(html, { selectors: [AS_WRITTEN] }) };
}
