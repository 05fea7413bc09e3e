import { keyRequest } from "@/lib/core/contracts/agent-key";
import { acceptKey } from "@/lib/fleet/accept-key";
import { agentRoute } from "@/lib/web/agent-route";

export const POST = agentRoute("key", keyRequest, acceptKey);
