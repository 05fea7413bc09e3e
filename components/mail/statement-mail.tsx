import { formatMonth } from "@/lib/core/billing/month";
import { STATEMENT_TITLES } from "@/lib/core/billing/statement";
import { Act, Facts, Paragraph } from "./mail-parts";
import type { MailView } from "./mail-view";

export const statementMail: MailView<"statement"> = {
  subject: ({ kind, number, month }) => `${STATEMENT_TITLES[kind]} ${number} for ${formatMonth(month)}`,
  preview: ({ kind, total, due }) =>
    due === null ? `${kind === "settlement" ? "Earned" : "Charges and tax"}: ${total}.` : `Amount due: ${due}.`,
  reason: () => "You get this as an owner of the organization that the document is made out to.",
  body: ({ kind, number, month, total, due, href }) => (
    <>
      <Paragraph>
        The books of {formatMonth(month)} are closed. The document lists every line, each of which leads to its seconds.
      </Paragraph>
      <Facts
        facts={[
          ["Number", number],
          ["Month (UTC)", formatMonth(month)],
          [kind === "settlement" ? "Earned" : "Charges and tax", total],
          ["Amount due", due],
        ]}
      />
      <Act href={href}>Open the document</Act>
    </>
  ),
};
