import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

export const supportVisitMail: MailView<"support-visit"> = {
  subject: ({ staffEmail }) => `${staffEmail} is looking in at your organization`,
  preview: ({ reason }) => reason,
  reason: () => "You get this as an owner of the organization that is visited. It cannot be switched off.",
  body: ({ reason, isReadOnly, isLegal, endsAt, staffEmail, href }) => (
    <>
      <Paragraph>
        {isReadOnly
          ? "One of the platform's staff sees your pages as you do, and can change nothing."
          : "One of the platform's staff sees your pages as you do, and may change things for you."}
      </Paragraph>
      <Facts
        facts={[
          ["Who", staffEmail],
          ["Why", reason],
          ["Ends by", utc(endsAt)],
        ]}
      />
      <Paragraph>
        {isLegal
          ? "You have switched such visits off; this one is made because the law asks for it."
          : "Your audit log shows the visit and everything done under it. There you can also switch such visits off, which ends this one at once."}
      </Paragraph>
      <Act href={href}>Open the audit log</Act>
    </>
  ),
};
