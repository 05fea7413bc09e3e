import type { AgentRefusal } from "@/lib/core/contracts/agent-process";
import { AppError, type ErrorCode } from "@/lib/errors";

const codes: Record<AgentRefusal, ErrorCode> = {
  clock: "unauthenticated",
  key: "unauthenticated",
  order: "conflict",
  locked: "forbidden",
};

/** A signed request that is not taken, with the reason for the agent's program beside the sentence for people. */
export class AgentRefused extends AppError {
  constructor(
    readonly refusal: AgentRefusal,
    message: string,
    /** Beside `order`, where the message is of a process that had nothing taken yet: what its run has to be above. */
    readonly lastRun: number | null = null,
  ) {
    super(codes[refusal], message);
  }
}
