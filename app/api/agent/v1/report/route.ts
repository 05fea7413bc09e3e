import { agentReport } from "@/lib/core/contracts/agent";
import { glanceAtReport } from "@/lib/fleet/glance-report";
import { answerReport, applyReport } from "@/lib/leases/apply-report";
import { agentRoute } from "@/lib/web/agent-route";

export const POST = agentRoute("report", agentReport, applyReport, { glance: glanceAtReport, answer: answerReport });
