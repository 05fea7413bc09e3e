import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

export const hostLockedMail: MailView<"host-locked"> = {
  subject: ({ hostName }) => `${hostName} is locked: its key is on two machines`,
  preview: () => "Both machines are refused, and nothing new is placed there.",
  reason: () => "You get this because you look after your organization's hosts.",
  body: ({ hostName, at, href }) => (
    <>
      <Paragraph>
        Two machines have signed with the key of {hostName}: a disk or a backup was copied, or the key was stolen.
        Nothing that either of them signs is taken any more, nothing new is placed there, and what ran there proves
        nothing and earns nothing.
      </Paragraph>
      <Facts facts={[["Locked", utc(at)]]} />
      <Paragraph>
        Find the second machine and take it off. Then enrol the right one again, on the host's page.
      </Paragraph>
      <Act href={href}>{`Open ${hostName}`}</Act>
    </>
  ),
};
