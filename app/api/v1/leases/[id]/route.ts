import { z } from "zod";
import { getLease } from "@/lib/leases/queries";
import { route } from "@/lib/web/route";

const params = z.object({ id: z.string().min(1).max(60) });

export const GET = route({ params }, (ctx, { params }) => getLease(ctx, params.id));
