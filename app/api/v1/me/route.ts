import { describeActor } from "@/lib/identity/describe-actor";
import { apiRoute } from "@/lib/web/api-route";

/** Who asks: a way to try a key. */
export const GET = apiRoute({}, async (ctx) => describeActor(ctx));
