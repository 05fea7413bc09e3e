import { Act, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

/** Nothing that was typed at the sign-up is in it: the address may be somebody else's. */
export const verifyAddressMail: MailView<"verify-address"> = {
  subject: () => "Confirm your e-mail address",
  preview: () => "One click confirms that this address is yours.",
  reason: () => "Somebody signed up with this address. If it was not you, do nothing: the link ends by itself.",
  body: ({ href, expiresAt }) => (
    <>
      <Paragraph>Confirm that this address is yours, so that receipts and warnings reach you.</Paragraph>
      <Act href={href}>Confirm this address</Act>
      <Paragraph>The link is good once, until {utc(expiresAt)}.</Paragraph>
    </>
  ),
};
