import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

export const invitationMail: MailView<"invitation"> = {
  subject: ({ organization }) => `Join ${organization} on Openhall`,
  preview: ({ invitedBy }) => `${invitedBy} invites you.`,
  reason: ({ invitedBy }) =>
    `${invitedBy} entered this address. If you don't know them, do nothing: the link ends by itself.`,
  body: ({ href, organization, invitedBy, role, expiresAt }) => (
    <>
      <Paragraph>
        {invitedBy} invites you to join {organization}.
      </Paragraph>
      <Facts
        facts={[
          ["Organization", organization],
          ["Role", role],
        ]}
      />
      <Act href={href}>See the invitation</Act>
      <Paragraph>The link is good once, until {utc(expiresAt)}.</Paragraph>
    </>
  ),
};
