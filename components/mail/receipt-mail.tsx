import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

export const receiptMail: MailView<"receipt"> = {
  subject: ({ amount }) => `Receipt: ${amount} added to your balance`,
  preview: ({ amount, method }) =>
    `${amount} was paid${method ? ` with ${method}` : ""} and is on your prepaid balance.`,
  reason: () => "You get this as an owner of the organization that paid.",
  body: ({ amount, method, paidAt, topUpId, isAutomatic, receiptUrl, href }) => (
    <>
      <Paragraph>
        {isAutomatic ? "Your automatic top-up was charged, and" : "Your payment was received, and"} the money is on your
        prepaid balance.
      </Paragraph>
      <Facts
        facts={[
          ["Amount", amount],
          ["Paid with", method],
          ["Paid", utc(paidAt)],
          ["Payment", topUpId],
          ["Receipt by Stripe", receiptUrl],
        ]}
      />
      <Act href={href}>See the payment</Act>
    </>
  ),
};
