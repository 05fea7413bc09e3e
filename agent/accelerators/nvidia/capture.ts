/**
 * The first output of a command in a file that holds several, each under a line `# $ command`. Null where the file is no such
 * capture, or has none of that command.
 */
export function sectionOf(text: string, command: RegExp): string | null {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => command.test(/^#\s*\$\s+(.*?)\s*$/.exec(line)?.[1] ?? ""));
  if (start < 0) return null;
  const rest = lines.slice(start + 1);
  if (/^#+$/.test(rest[0] ?? "")) rest.shift();
  const end = rest.findIndex((line) => /^#{10,}$/.test(line) || /^#\s*\$\s/.test(line));
  return `${rest.slice(0, end < 0 ? rest.length : end).join("\n")}\n`;
}
