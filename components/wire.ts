/** What a value becomes on its way to the browser: money is a string of micros, an instant an ISO string. */
export type Wire<T> = T extends bigint | Date
  ? string
  : T extends readonly (infer U)[]
    ? Wire<U>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;

export function toWireJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? String(inner) : inner));
}

/** For the props of client components. */
export function toWire<T>(value: T): Wire<T> {
  return JSON.parse(toWireJson(value)) as Wire<T>;
}
