import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

export const disputeMail: MailView<"dispute"> = {
  subject: ({ amount, forDesk }) =>
    forDesk ? `Dispute: a payment of ${amount} is contested` : `Your bank contests a payment of ${amount}`,
  preview: ({ reason }) => `The reason given: ${reason}.`,
  reason: ({ forDesk }) =>
    forDesk
      ? "You get this as an owner of the platform's desk."
      : "You get this as an owner of the organization that paid.",
  body: ({ amount, reason, dueBy, forDesk, href }) => (
    <>
      <Paragraph>
        {forDesk
          ? "A customer's bank has taken a payment back. Evidence decides whether it returns."
          : "Your bank has taken a payment back. Until this is settled its amount is not yours to spend. If it was a mistake, tell your bank that the payment is yours."}
      </Paragraph>
      <Facts
        facts={[
          ["Amount", amount],
          ["Reason given", reason],
          ["Evidence is taken until", dueBy === null ? null : utc(dueBy)],
        ]}
      />
      <Act href={href}>{forDesk ? "Answer the dispute" : "See the payment"}</Act>
    </>
  ),
};
