import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

const told = {
  declined: "Your bank declined the charge.",
  authentication: "Your bank asks for you in person, which an automatic charge cannot answer. Pay once yourself.",
  card_removed: "There is no card any more that it could charge.",
} as const;

export const autoTopUpFailedMail: MailView<"auto-top-up-failed"> = {
  subject: ({ amount, cause }) =>
    cause === "card_removed"
      ? "The automatic top-up has stopped: its card was removed"
      : `The automatic top-up of ${amount} did not go through`,
  preview: ({ cause }) => told[cause],
  reason: () => "You get this as an owner of the organization whose card is charged.",
  body: ({ amount, method, cause, reason, nextAttemptAt, href }) => (
    <>
      <Paragraph>{told[cause]} Instances go on while the balance lasts.</Paragraph>
      <Facts
        facts={[
          ["Amount", amount],
          ["Card", method],
          ["What was said", reason],
          ["Tried again", nextAttemptAt === null ? "not by itself" : utc(nextAttemptAt)],
        ]}
      />
      <Act href={href}>{cause === "card_removed" ? "Add a card" : `Pay ${amount} now`}</Act>
    </>
  ),
};
