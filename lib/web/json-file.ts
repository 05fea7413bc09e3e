import { stringifyBigint } from "./respond";

/** Data as a file to keep: indented, for people read it too. Names hold ids and words of ours alone. */
export function jsonFile(data: unknown, name: string): Response {
  return new Response(`${JSON.stringify(data, stringifyBigint, 2)}\n`, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`,
    },
  });
}
