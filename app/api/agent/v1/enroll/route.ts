import { enrolRequest } from "@/lib/core/contracts/agent";
import { enrolHost } from "@/lib/fleet/enrol-host";
import { unsignedAgentRoute } from "@/lib/web/agent-route";

export const POST = unsignedAgentRoute(enrolRequest, enrolHost);
