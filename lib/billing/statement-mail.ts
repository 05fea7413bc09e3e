import { documentOf, formatMinor } from "@/lib/core/billing/document";
import type { Mail } from "@/lib/mail/queue-mail";
import type { StatementContent } from "./content-hash";

/** Tells the party's owners that a month's document is there, with the figures that the document prints. */
export function statementMail(id: string, content: StatementContent): Mail {
  const { kind, number, month, currency, organizationId } = content;
  const { totalMinor, dueMinor } = documentOf(content);
  const list = kind === "settlement" ? "/operator/statements" : "/billing/statements";
  return {
    template: "statement",
    props: {
      kind,
      number,
      month,
      total: formatMinor(totalMinor, currency),
      due: dueMinor > 0n ? formatMinor(dueMinor, currency) : null,
      href: `${list}/${id}`,
    },
    fact: `statement:${id}`,
    to: { organizationId, roles: ["owner"] },
  };
}
