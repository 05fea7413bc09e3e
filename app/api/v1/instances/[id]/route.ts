import { z } from "zod";
import { getLease } from "@/lib/leases/queries";
import { apiRoute } from "@/lib/web/api-route";

const params = z.object({ id: z.string().min(1).max(60) });

export const GET = apiRoute({ params }, (ctx, { params }) => getLease(ctx, params.id));
