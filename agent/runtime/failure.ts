import type { BootFailureCode } from "@/lib/core/contracts/boot-failure";
import { AgentError } from "../errors";

export interface Failure {
  code: BootFailureCode;
  /** In words that a customer can read. */
  reason: string;
}

/** A boot that cannot succeed, with what to say of it. */
export class BootError extends Error {
  readonly code: BootFailureCode;

  constructor(code: BootFailureCode, reason: string) {
    super(reason);
    this.code = code;
  }
}

type Explanation = [RegExp, BootFailureCode, (match: RegExpExecArray) => string];

const explanations: Explanation[] = [
  [/no space left on device/i, "disk-full", () => "The host's disk is full."],
  [/no such image: (\S+)/i, "image-not-found", ([, image]) => `The image ${image} is not on this host.`],
  [
    /unknown (?:or invalid )?runtime (?:specified|name:?) (\S+)/i,
    "runtime-missing",
    ([, name]) => `The host's container engine has no runtime named ${name}.`,
  ],
  [
    /device error: (\S+): unknown device|device (\S+) does not exist/i,
    "accelerator-unknown",
    ([, id, other]) => `The host's accelerator runtime does not know accelerator ${id ?? other}.`,
  ],
  [
    /port is already allocated|address already in use|no available port|all ports are allocated/i,
    "no-free-port",
    () => "The host had no free port for SSH.",
  ],
  [
    /cannot allocate memory|out of memory|memory limit too low|minimum memory limit/i,
    "no-memory",
    () => "The host could not give the instance its memory.",
  ],
  [/exec format error/i, "image-other-architecture", () => "The image is made for another kind of processor."],
];

type PullExplanation = [RegExp, BootFailureCode, (image: string) => string];

const pullExplanations: PullExplanation[] = [
  [/no space left on device/i, "disk-full", () => "The host's disk is full."],
  [/invalid reference format|invalid tag/i, "image-name-invalid", (image) => `${image} is not the name of an image.`],
  [
    /no matching manifest|does not match the specified platform|operating system .* cannot be used/i,
    "image-other-architecture",
    (image) => `The image ${image} has no version for this host's kind of processor.`,
  ],
  [
    /manifest unknown|manifest for .* not found|repository .*not found|name unknown|repository does not exist/i,
    "image-not-found",
    (image) => `There is no image ${image}, or its registry keeps it from this host.`,
  ],
  [
    /unauthorized|authentication required|no basic auth|denied|forbidden|HTTP status: 40[13]/i,
    "image-unauthorized",
    (image) => `The registry does not let this host fetch the image ${image}.`,
  ],
  [
    /dial tcp|lookup |timeout|connection (?:refused|reset)|unreachable|no such host|\bEOF\b|tls: |x509|too ?many ?requests|HTTP status: (?:429|5\d\d)/i,
    "registry-unreachable",
    (image) => `The registry of the image ${image} could not be reached.`,
  ],
];

/** Why an image could not be fetched. */
export function explainPull(image: string, error: unknown): BootError {
  const { message = String(error) } = error as Error;
  for (const [pattern, code, explain] of pullExplanations)
    if (pattern.test(message)) return new BootError(code, explain(image));
  return new BootError("other", `The image ${image} could not be fetched: ${firstLine(message)}`);
}

export function explainFailure(error: unknown): Failure {
  const { message = String(error) } = error as Error;
  if (error instanceof BootError) return { code: error.code, reason: message.slice(0, 500) };
  if (error instanceof AgentError) return { code: "not-possible-here", reason: message.slice(0, 500) };
  for (const [pattern, code, explain] of explanations) {
    const match = pattern.exec(message);
    if (match) return { code, reason: explain(match).slice(0, 500) };
  }
  return { code: "other", reason: `The host could not start the instance: ${firstLine(message)}`.slice(0, 500) };
}

const firstLine = (message: string) =>
  message
    .replace(/^\(HTTP code \d+\) [^-]*- /, "")
    .split("\n")[0]
    ?.trim() ?? "";

/** Another port is tried where one was taken; where all are, nothing helps. */
export const isPortTaken = (error: unknown) =>
  /port is already allocated|address already in use/i.test((error as Error).message);
