/** A failure that its message explains to the operator in full; everything else is a defect and shows its stack. */
export class AgentError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
