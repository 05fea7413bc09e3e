/**
 * One text for one value: keys in code-unit order, no white space, `undefined` left out (RFC 8785 for strings, whole numbers, booleans, null,
 * arrays, objects). Throws RangeError on anything else, for then two readers could disagree about the bytes; fractions are let through where
 * asked for, as every JSON reader of ECMAScript's numbers writes them.
 */
export function canonicalJson(value: unknown, fractions = false): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) && !(fractions && Number.isFinite(value)))
      throw new RangeError(`${value} is not a whole number that every reader can hold`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member, fractions)).join(",")}]`;
  if (typeof value !== "object") throw new RangeError(`a ${typeof value} has no place in a receipt`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member, fractions)}`);
  return `{${members.join(",")}}`;
}
