import { Act, Facts, Paragraph } from "./mail-parts";
import { type MailView, utc } from "./mail-view";

const asked = "Somebody asked for it with this address. If it was not you, do nothing: the link ends by itself.";

export const signInLinkMail: MailView<"sign-in-link"> = {
  subject: () => "Your link to sign in",
  preview: () => "Good once, for ten minutes, in the browser that asked for it.",
  reason: () => asked,
  body: ({ href, expiresAt }) => (
    <>
      <Paragraph>Open this link in the browser that you asked for it with, and you are signed in.</Paragraph>
      <Act href={href}>Sign in</Act>
      <Paragraph>The link is good once, until {utc(expiresAt)}. Nobody from our side ever asks you for it.</Paragraph>
    </>
  ),
};

export const resetPasswordMail: MailView<"reset-password"> = {
  subject: () => "Choose a new password",
  preview: () => "The link is good once, for half an hour.",
  reason: () => asked,
  body: ({ href, expiresAt }) => (
    <>
      <Paragraph>Choose a new password here. You are then signed out everywhere.</Paragraph>
      <Act href={href}>Choose a new password</Act>
      <Paragraph>The link is good once, until {utc(expiresAt)}.</Paragraph>
    </>
  ),
};

export const confirmEmailChangeMail: MailView<"confirm-email-change"> = {
  subject: () => "Confirm your new e-mail address",
  preview: () => "One click makes this the address that you sign in with.",
  reason: () => "Somebody wants to sign in with this address. If it was not you, do nothing: the link ends by itself.",
  body: ({ href, newEmail, expiresAt }) => (
    <>
      <Paragraph>Confirm that {newEmail} is yours. You sign in with it from then on, and mail goes there.</Paragraph>
      <Act href={href}>Use this address</Act>
      <Paragraph>The link is good once, until {utc(expiresAt)}.</Paragraph>
    </>
  ),
};

export const emailChangeNoticeMail: MailView<"email-change-notice"> = {
  subject: () => "Your e-mail address was changed",
  preview: ({ newEmail }) => `You sign in with ${newEmail} from now on.`,
  reason: () => "This address was the one of your sign-in until now.",
  body: ({ href, newEmail, undoUntil }) => (
    <>
      <Paragraph>Your sign-in now has the address {newEmail}.</Paragraph>
      <Paragraph>
        Was it not you? Take it back until {utc(undoUntil)}. This address is yours again then, and everybody is signed
        out.
      </Paragraph>
      <Act href={href}>Take the change back</Act>
    </>
  ),
};

export const newDeviceMail: MailView<"new-device"> = {
  subject: () => "A new browser signed in",
  preview: ({ at }) => `It was at ${utc(at)}. If it was you, there is nothing to do.`,
  reason: () => "You are told of every browser that signs in for you for the first time.",
  body: ({ href, at, userAgent, address }) => (
    <>
      <Paragraph>A browser that we had not seen before signed in with your address.</Paragraph>
      <Facts
        facts={[
          ["When", utc(at)],
          ["Browser", userAgent],
          ["Address", address],
        ]}
      />
      <Paragraph>Was it not you? End the session, then change your password.</Paragraph>
      <Act href={href}>Look at your sessions</Act>
    </>
  ),
};

export const accountDeletedMail: MailView<"account-deleted"> = {
  subject: () => "Your account was deleted",
  preview: () => "Your name, address and sign-in are erased.",
  reason: () => "This is the last mail to this address.",
  body: ({ at, href }) => (
    <>
      <Paragraph>
        Your account was deleted at {utc(at)}. Your name, address, credentials and sessions are erased; what was booked
        stays in the books without them.
      </Paragraph>
      <Act href={href}>Go to Openhall</Act>
    </>
  ),
};
