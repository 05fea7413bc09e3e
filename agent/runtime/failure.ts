import { SpecError } from "./container-spec";

const explanations: [RegExp, (match: RegExpExecArray) => string][] = [
  [/no such image: (\S+)/i, ([, image]) => `The image ${image} is not on this host.`],
  [
    /unknown (?:or invalid )?runtime (?:specified|name:?) (\S+)/i,
    ([, name]) => `The host's container engine has no runtime named ${name}.`,
  ],
  [
    /device error: (\S+): unknown device/i,
    ([, id]) => `The host's accelerator runtime does not know accelerator ${id}.`,
  ],
  [/device (\S+) does not exist/i, ([, id]) => `The host's accelerator runtime does not know accelerator ${id}.`],
  [/port is already allocated|address already in use|no available port/i, () => "The host had no free port for SSH."],
  [
    /cannot allocate memory|out of memory|memory limit too low|minimum memory limit/i,
    () => "The host could not give the instance its memory.",
  ],
  [/no space left on device/i, () => "The host's disk is full."],
];

/** The reason of a failed boot, in words that a customer can read. */
export function explainFailure(error: unknown): string {
  const { message = String(error) } = error as Error;
  if (error instanceof SpecError) return message.slice(0, 500);
  for (const [pattern, explain] of explanations) {
    const match = pattern.exec(message);
    if (match) return explain(match).slice(0, 500);
  }
  const detail =
    message
      .replace(/^\(HTTP code \d+\) [^-]*- /, "")
      .split("\n")[0]
      ?.trim() ?? "";
  return `The host could not start the instance: ${detail}`.slice(0, 500);
}
