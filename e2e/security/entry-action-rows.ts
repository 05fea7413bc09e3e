import { action, own, type Row } from "./row";

/** What a browser says of a passkey, as far as a schema looks. */
export const NO_PASSKEY = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  response: { clientDataJSON: "e30" },
};

/** What is refused to whoever has proven nothing, be they signed in or not. */
const unproven = (input: Record<string, unknown> = {}): Row => ({
  ...action("public", input),
  everybody: "unauthenticated",
});

/** Ways in. One that succeeds would end the session that asks, so that none of what they are given is anybody's. */
export const ENTRY_ACTIONS: Record<string, Row> = {
  "action (auth)/confirm-email submitConfirmation": action("public"),
  "action (auth)/forgot-password submitAskReset": action("public"),
  "action (auth)/invitation submitAcceptance": own(action("person")),
  "action (auth)/invitation submitJoin": action("public", { name: "New person" }),
  "action (auth)/reset-password submitReset": action("public"),
  "action (auth)/restore-email submitUndo": action("public"),
  "action (auth)/sign-in askAnyPasskey": action("public"),
  "action (auth)/sign-in submitPasskey": unproven({ response: NO_PASSKEY }),
  "action (auth)/sign-in submitSignIn": unproven(),
  "action (auth)/sign-in/by-mail submitAskLink": action("public"),
  "action (auth)/sign-in/factor askOwnPasskey": unproven(),
  "action (auth)/sign-in/factor submitCode": unproven({ code: "000000" }),
  "action (auth)/sign-in/factor submitOwnPasskey": unproven({ response: NO_PASSKEY }),
  "action (auth)/sign-in/link submitLink": action("public"),
  "action (auth)/sign-in/provider submitProviderSignUp": unproven(),
  // the address is one that is taken
  "action (auth)/sign-up submitSignUp": {
    ...action("public", { name: "New person", email: "walrus-customer@example.test" }),
    everybody: "conflict",
  },
  "action (auth)/verify-email submitVerification": action("public"),
};
