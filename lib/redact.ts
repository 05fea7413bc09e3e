export const REDACTED = "[redacted]";
const DEEPEST = 8;

/** Names of fields whose value nobody reads in a log, in any spelling: `apiKey`, `api_key`, `x-api-key`. */
const secretName =
  /^(x-?)?(proxy-?)?(authorization|(set-?)?cookies?|api-?key)$|passw(or)?d|passphrase|secret|credential|private-?key|^(key-?ring|token|pin|otp|totp|cvc|cvv|iban|bank|account-?number)$|-token$|-code$|recovery-?codes?/;
/** Names that only sound like it. */
const plainName = /^(status|error|country|exit|currency|reason)-code$/;

const kebab = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();

function isSecret(name: string): boolean {
  const spelled = kebab(name);
  return secretName.test(spelled) && !plainName.test(spelled);
}

/** A copy in which no field that carries a secret has its value, however deep; Errors and what is deeper than anybody nests stay for others. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== "object" || value instanceof Error || value instanceof Date) return value;
  if (depth > DEEPEST) return REDACTED;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  if (value instanceof Headers || value instanceof Map)
    return withoutSecrets(Object.fromEntries(value as Iterable<[string, unknown]>), depth);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecret(name) && inner != null ? REDACTED : withoutSecrets(inner, depth + 1),
    ]),
  );
}

/** What secrets look like wherever they stand: in a message, an error's text or stack, an address. None holds a quote or a backslash. */
const patterns: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  [/\b(oh|sk|rk|pk|whsec|gho|ghp)_[A-Za-z0-9_]{8,}/g, `$1_${REDACTED}`],
  [/\bsealed:[a-z0-9]{1,16}:[\w-]+/g, `sealed:${REDACTED}`],
  [/\beyJ[\w-]{8,}(\.[\w-]*){2,4}/g, REDACTED],
  [/\$argon2[\w$=,+/-]+/g, REDACTED],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*?(-----END [A-Z ]*PRIVATE KEY-----|(?="))/g, REDACTED],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@"\\]*):[^\s@/"\\]+@/gi, `$1:${REDACTED}@`],
  [/([?&](?:token|code|secret|key|password)=)[^&\s"#\\]+/gi, `$1${REDACTED}`],
  [/\b((?:__Host-)?openhall[\w-]*session|next-auth[\w.-]*)=[^;\s"\\]+/gi, `$1=${REDACTED}`],
  [/\b(pass(?:word|phrase)?|secret|token)(\s*[=:]\s*)(?!\[redacted\])[^\s"\\,;&]+/gi, `$1$2${REDACTED}`],
];

/** A line of the log without anything that looks like a secret. */
export function scrub(line: string): string {
  return patterns.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line);
}
