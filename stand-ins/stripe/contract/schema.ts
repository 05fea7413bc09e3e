/** What the SDK's types say of a value, in the little that Stripe's own types need. */
export type Schema =
  | { kind: "any" | "never" | "string" | "number" | "integer" | "decimal" | "boolean" | "null" }
  | { kind: "literal"; values: (string | number | boolean)[] }
  | { kind: "reference"; name: string }
  | { kind: "list"; of: Schema }
  | ObjectSchema
  | { kind: "union"; of: Schema[] };

export interface ObjectSchema {
  kind: "object";
  properties: Record<string, Schema>;
  required: string[];
  /** Of properties without a name of their own, as in metadata. */
  rest?: Schema;
}

export interface Operation {
  method: "GET" | "POST" | "DELETE";
  /** `/v1/refunds/{id}` */
  path: string;
  params: Schema | null;
  answer: Schema;
  /** The answer is a page of such things. */
  isList: boolean;
}

export interface ContractFile {
  apiVersion: string;
  operations: Operation[];
  definitions: Record<string, Schema>;
}
