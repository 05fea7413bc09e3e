import { Act, Facts, Paragraph } from "./mail-parts";
import type { MailView } from "./mail-view";

export const payoutSentMail: MailView<"payout-sent"> = {
  subject: ({ amount, number }) => `Payout ${number}: ${amount} is on its way`,
  preview: ({ method, arrivesOn }) =>
    arrivesOn === null ? `To ${method}.` : `To ${method}, there by ${arrivesOn.slice(0, 10)}.`,
  reason: () => "You get this as an owner of the organization that is paid.",
  body: ({ amount, number, method, arrivesOn, href }) => (
    <>
      <Paragraph>What your accelerators earned was sent to you.</Paragraph>
      <Facts
        facts={[
          ["Amount", amount],
          ["Payout", number],
          ["To", method],
          ["Expected there by", arrivesOn === null ? null : arrivesOn.slice(0, 10)],
        ]}
      />
      <Act href={href}>See the payout</Act>
    </>
  ),
};
