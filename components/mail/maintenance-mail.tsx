import { Act, Facts, listOf, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

export const maintenanceMail: MailView<"maintenance"> = {
  subject: ({ title, from }) => `${title}, from ${utc(from)}`,
  preview: ({ from, to }) => `From ${utc(from)} to ${utc(to)}.`,
  reason: () => "You get this as a member of an organization that it touches.",
  body: ({ from, to, body, affected, href }) => (
    <>
      <Paragraph>{body}</Paragraph>
      <Facts
        facts={[
          ["From", utc(from)],
          ["To", utc(to)],
          ["Touches", affected.length === 0 ? null : listOf(affected)],
        ]}
      />
      <Act href={href}>See what it touches</Act>
    </>
  ),
};
