import { Act, Facts, listOf, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

const count = (instances: string[]) =>
  `${instances.length} instance${instances.length === 1 ? " was" : "s were"} stopped`;

export const stoppedMail: MailView<"stopped"> = {
  subject: ({ instances, limitedBy }) =>
    `${count(instances)}: ${limitedBy === "balance" ? "the balance is used up" : "the monthly cap is reached"}`,
  preview: ({ keptUntil }) => `Data is kept until ${utc(keptUntil)}.`,
  reason: () => "You get this as a member of the organization that the instances run for.",
  body: ({ limitedBy, instances, left, keptUntil, href }) => (
    <>
      <Paragraph>
        {limitedBy === "balance"
          ? "Too little money was left for the next minutes, so everything that ran was stopped. Add money and start again."
          : "The month's spend has reached your cap, so everything that ran was stopped. Raise the cap to go on this month."}
      </Paragraph>
      <Facts
        facts={[
          ["Stopped", listOf(instances)],
          [limitedBy === "balance" ? "Left" : "Left under the cap", left],
          ["Data is kept until", utc(keptUntil)],
        ]}
      />
      <Act href={href}>{limitedBy === "balance" ? "Add money" : "Look at the cap"}</Act>
      <Paragraph>After that instant the data of what is still stopped is deleted for good.</Paragraph>
    </>
  ),
};
