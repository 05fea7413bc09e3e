import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

export const orderDecidedMail: MailView<"order-decided"> = {
  subject: ({ skuCode, until }) => (until ? `You can launch ${skuCode} now` : `${skuCode} stays refused`),
  preview: ({ reason }) => reason,
  reason: () => "You get this because your organization asked for it.",
  body: ({ className, until, reason, href }) => (
    <>
      <Paragraph>
        {until
          ? "The platform has looked at your order and approved it."
          : "The platform has looked at your order and refuses it."}
      </Paragraph>
      <Facts
        facts={[
          ["Accelerators", className],
          ["Approved until", until ? utc(until) : null],
          ["Why", reason],
        ]}
      />
      <Act href={href}>{until ? "Launch" : "See the rules"}</Act>
    </>
  ),
};
