import { Act, Facts, Paragraph } from "./mail-parts";
import type { MailView } from "./mail-view";

export const roleChangedMail: MailView<"role-changed"> = {
  subject: ({ organization }) => `Your role in ${organization} was changed`,
  preview: ({ from, to }) => `From ${from} to ${to}.`,
  reason: ({ organization }) => `You belong to ${organization}.`,
  body: ({ href, organization, from, to, by }) => (
    <>
      <Paragraph>
        {by} changed your role in {organization}.
      </Paragraph>
      <Facts
        facts={[
          ["Before", from],
          ["Now", to],
        ]}
      />
      <Act href={href}>Open Openhall</Act>
    </>
  ),
};

export const memberRemovedMail: MailView<"member-removed"> = {
  subject: ({ organization }) => `You no longer belong to ${organization}`,
  preview: ({ by }) => `${by} removed you.`,
  reason: ({ organization }) => `You belonged to ${organization}.`,
  body: ({ href, organization, by }) => (
    <>
      <Paragraph>
        {by} removed you from {organization}. Your sessions there have ended, and your API keys open nothing any more.
        What you launched goes on; it belongs to the organization.
      </Paragraph>
      <Act href={href}>Open Openhall</Act>
    </>
  ),
};

export const ownershipTransferredMail: MailView<"ownership-transferred"> = {
  subject: ({ organization, role }) => `${organization} has a new ${role}`,
  preview: ({ from, to }) => `${from} handed it over to ${to}.`,
  reason: ({ organization, role }) => `You are or were ${role} of ${organization}.`,
  body: ({ href, organization, from, to, role }) => (
    <>
      <Paragraph>
        {from} made {to} {role} of {organization}, and has a lesser role now. If you did not expect this, write to our
        support at once.
      </Paragraph>
      <Act href={href}>Open Openhall</Act>
    </>
  ),
};
