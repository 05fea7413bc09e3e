import { challengeOwnPasskey } from "@/lib/identity/prove-factor";
import { route } from "@/lib/web/route";

/** For a passkey of the person at hand. */
export const POST = route({}, (ctx) => challengeOwnPasskey(ctx));
