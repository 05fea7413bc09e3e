import { getOwnFactors } from "@/lib/identity/prove-factor";
import { factorProofSchema } from "@/lib/identity/second-factor";
import { proveInSession } from "@/lib/web/prove-in-session";
import { route } from "@/lib/web/route";

export const dynamic = "force-dynamic";

/** What the person at hand can prove. */
export const GET = route({}, (ctx) => getOwnFactors(ctx));

/** Proves it: for ten minutes the session may do what asks for it. */
export const POST = route({ body: factorProofSchema }, (ctx, { body }) => proveInSession(ctx, body));
