const BROWSERS: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/curl\//, "curl"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** `Firefox on Linux`, as far as a user agent lets one guess; it decides nothing. */
export function describeBrowser(userAgent: string | null): string {
  if (!userAgent) return "unknown browser";
  const browser = BROWSERS.find(([form]) => form.test(userAgent))?.[1] ?? "unknown browser";
  const system = SYSTEMS.find(([form]) => form.test(userAgent))?.[1];
  return system ? `${browser} on ${system}` : browser;
}
