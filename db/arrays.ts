import { type SQL, sql } from "drizzle-orm";

type Value = string | number | bigint | boolean | null;

/**
 * A column of values as one array parameter, for `unnest`. Written out here because the driver looks at every element three times, which
 * is most of what a batch of thousands costs the worker.
 */
function arrayOf(values: readonly Value[], type: string): SQL {
  let text = "{";
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as Value;
    if (at > 0) text += ",";
    if (value === null) text += "NULL";
    else if (typeof value === "string") text += quote(value);
    else text += value;
  }
  return sql`${sql.param(`${text}}`)}::${sql.raw(type)}[]`;
}

function quote(value: string): string {
  if (value.includes('"') || value.includes("\\")) return `"${value.replace(/[\\"]/g, "\\$&")}"`;
  return `"${value}"`;
}

export const texts = (values: readonly (string | null)[]) => arrayOf(values, "text");
export const bigints = (values: readonly (bigint | null)[]) => arrayOf(values, "bigint");
export const integers = (values: readonly (number | null)[]) => arrayOf(values, "integer");
export const booleans = (values: readonly (boolean | null)[]) => arrayOf(values, "boolean");
/** To the millisecond. */
export const instants = (values: readonly (Date | null)[]) =>
  arrayOf(
    values.map((value) => value?.toISOString() ?? null),
    "timestamptz",
  );
