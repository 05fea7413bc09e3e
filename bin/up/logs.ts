import { existsSync, readFileSync } from "node:fs";

/** The last lines of a log from a byte on, indented; JSON lines give their message alone where they have one. */
export function tailOf(file: string, fromByte = 0, count = 12): string {
  if (!existsSync(file)) return "    (no log)";
  const lines = readFileSync(file).subarray(fromByte).toString("utf8").trimEnd().split("\n").slice(-count);
  return lines.map((line) => `    ${readable(line)}`).join("\n");
}

function readable(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message].filter(Boolean).join(": ") || line;
  } catch {
    return line;
  }
}
