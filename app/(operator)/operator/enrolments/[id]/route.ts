import { z } from "zod";
import { getEnrolmentProgress } from "@/lib/fleet/site-queries";
import { route } from "@/lib/web/route";

/** Asked every two seconds by the page that waits for a host. */
export const GET = route({ params: z.object({ id: z.string().max(60) }) }, (ctx, { params }) =>
  getEnrolmentProgress(ctx, params.id),
);
