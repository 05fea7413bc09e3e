import { addSshKey } from "@/lib/identity/add-ssh-key";
import { listSshKeys } from "@/lib/identity/queries";
import { addSshKeySchema } from "@/lib/identity/schemas";
import { apiRoute } from "@/lib/web/api-route";

export const GET = apiRoute({}, async (ctx) => ({ sshKeys: await listSshKeys(ctx) }));

export const POST = apiRoute({ body: addSshKeySchema, status: 201 }, (ctx, { body }) => addSshKey(ctx, body));
