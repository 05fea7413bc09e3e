import { execFile } from "node:child_process";

export interface Answer {
  /** Of both streams: the tools complain on either. */
  output: string;
  /** In plain words why there is no whole answer; null where the tool ended well. */
  failure: string | null;
}

const TOOL_TIMEOUT_MS = 20_000;
const LARGEST_OUTPUT_BYTES = 16 << 20;

/** Null where the tool is not installed, which is the ordinary case for all vendors but one. */
export function ask(file: string, args: string[], timeoutMs = TOOL_TIMEOUT_MS): Promise<Answer | null> {
  return new Promise((settle) => {
    const options = { timeout: timeoutMs, maxBuffer: LARGEST_OUTPUT_BYTES, killSignal: "SIGKILL" } as const;
    execFile(file, args, options, (error, stdout, stderr) => {
      if ((error as NodeJS.ErrnoException | null)?.code === "ENOENT") return settle(null);
      const output = [stderr, stdout].filter((text) => text.trim() !== "").join("\n");
      settle({ output, failure: error && explain(file, error, output, timeoutMs) });
    });
  });
}

function explain(file: string, error: Error & { killed?: boolean; code?: unknown }, output: string, timeoutMs: number) {
  if (error.killed) return `${file} did not answer within ${timeoutMs / 1000} s: its driver may hang.`;
  const said = output.split("\n").find((line) => line.trim() !== "");
  return `${file} failed${typeof error.code === "number" ? ` with ${error.code}` : ""}${said ? `: ${said.trim()}` : ""}`;
}
