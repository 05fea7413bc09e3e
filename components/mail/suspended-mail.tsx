import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

export const suspendedMail: MailView<"suspended"> = {
  subject: () => "Your organization is suspended",
  preview: ({ effectiveAt }) =>
    effectiveAt ? `What runs is stopped at ${utc(effectiveAt)}.` : "What runs is stopped now.",
  reason: () => "You get this as a member of the organization.",
  body: ({ reason, effectiveAt, href }) => (
    <>
      <Paragraph>{reason}</Paragraph>
      <Paragraph>
        Nothing new can be started, sold or paid out until the suspension is lifted. Data of instances that are stopped
        is kept for some days at no cost. Answer to this mail's sender if you think that this is a mistake.
      </Paragraph>
      <Facts facts={[["What runs is stopped", effectiveAt ? utc(effectiveAt) : "now"]]} />
      <Act href={href}>See where you stand</Act>
    </>
  ),
};
