import { declareOwner } from "@/lib/compliance/declare-owner";
import { createApiKey } from "@/lib/identity/keys/create-api-key";
import { inviteMember } from "@/lib/identity/members/invite-member";
import { createProject } from "@/lib/identity/projects/create-project";
import type { Pair } from "./market";

/** What a customer has beside instances and money: a project, a key, somebody asked to join, somebody who owns a share. */
export async function addBelongings({ customer: { ctx }, marker, ids }: Pair): Promise<void> {
  const slug = marker.toLowerCase();
  const { projectId } = await createProject(ctx, { name: `${marker} project`, slug });
  const { apiKeyId } = await createApiKey(ctx, { name: `${marker} key`, scopes: ["instances:read"], lifetime: "30" });
  const { invitationId } = await inviteMember(ctx, { email: `${slug}-guest@example.test`, role: "viewer" });
  const owner = { name: `${marker} Shareholder`, country: "IS", sharePercent: "30" };
  const { ownerId } = await declareOwner(ctx, owner);
  Object.assign(ids, { projectId, apiKeyId, invitationId, ownerId });
}
