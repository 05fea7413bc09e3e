import { endVisit } from "@/lib/web/end-visit";
import { route } from "@/lib/web/route";

/** A form's target: the visit is over, and the browser is back on the desk, whether it had ended by itself before or not. */
export const POST = route({}, endVisit);
