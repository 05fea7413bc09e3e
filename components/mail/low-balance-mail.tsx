import { Act, Facts, Paragraph } from "./mail-parts";
import type { MailView } from "./mail-view";

const what = { balance: "your balance runs out", cap: "your monthly cap is reached" } as const;

export const lowBalanceMail: MailView<"low-balance"> = {
  subject: ({ within, limitedBy }) => `Less than ${within} until ${what[limitedBy]}`,
  preview: ({ left, perHour, lasts }) => `${left} at ${perHour} per hour lasts about ${lasts}.`,
  reason: () => "You get this as a member of the organization that the instances run for.",
  body: ({ limitedBy, left, perHour, lasts, href }) => (
    <>
      <Paragraph>
        When {what[limitedBy]}, running instances are stopped and their data is kept.{" "}
        {limitedBy === "balance"
          ? "Add money, or stop what you do not need."
          : "Raise the cap, or stop what you do not need."}
      </Paragraph>
      <Facts
        facts={[
          [limitedBy === "balance" ? "Left" : "Left under the cap", left],
          ["Cost per hour now, tax included", perHour],
          ["Lasts about", lasts],
        ]}
      />
      <Act href={href}>{limitedBy === "balance" ? "Add money" : "Look at the cap"}</Act>
    </>
  ),
};
