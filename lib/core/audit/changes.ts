type Fields = Record<string, unknown>;

/** Names of what is never written down, whatever its value; `tokenId` names a thing and is no secret. */
const SECRET_NAME =
  /(password|passphrase|secret|token|private_?key|api_?key|cookie|authorization|credential|recovery_?codes?|totp|otp|cvc|iban|account_?number|sealed|ciphertext)s?(_?hash|_?value|_?cipher)?$/i;
/** Texts that give themselves away. */
const SECRET_TEXT =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(sk|rk)_(live|test)_\w{8}|\bwhsec_\w{8}|\$argon2|\bohk_\w{8}|\bBearer \S{12}/;

export const LEFT_OUT = "[left out]";

/** A copy without secrets, in values that JSON has: long numbers and instants are texts, what is undefined is not there. */
export function toRecordable(fields: Fields): Fields {
  return recordable(fields) as Fields;
}

function recordable(value: unknown, name = ""): unknown {
  if (value !== null && value !== undefined && SECRET_NAME.test(name)) return LEFT_OUT;
  if (typeof value === "string") return SECRET_TEXT.test(value) ? LEFT_OUT : value;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((member) => recordable(member ?? null, name));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(kept.map(([key, member]) => [key, recordable(member, key)]));
}

/** Of two states of one thing the fields that differ; one that came or went is on its side alone. */
export function changedFields(before: Fields, after: Fields): { before: Fields; after: Fields } {
  const differs = (key: string) => JSON.stringify(comparable(before[key])) !== JSON.stringify(comparable(after[key]));
  const only = (fields: Fields) => Object.fromEntries(Object.entries(fields).filter(([key]) => differs(key)));
  return { before: only(before), after: only(after) };
}

const comparable = (value: unknown) => (value === undefined ? undefined : plain(value));

/** Compared before secrets are left out, so that a changed secret is a change. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, member]) => [key, plain(member)]));
}
