import { agentReport } from "@/lib/core/contracts/agent";
import { applyReport } from "@/lib/leases/apply-report";
import { agentRoute } from "@/lib/web/agent-route";

export const POST = agentRoute("report", agentReport, applyReport);
