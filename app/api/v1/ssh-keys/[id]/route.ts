import { z } from "zod";
import { removeSshKey } from "@/lib/identity/remove-ssh-key";
import { apiRoute } from "@/lib/web/api-route";

const params = z.object({ id: z.string().min(1).max(60) });

/** It can't be chosen for launches any more; instances that run keep admitting it. */
export const DELETE = apiRoute({ params }, (ctx, { params }) => removeSshKey(ctx, { sshKeyId: params.id }));
