import { expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { csvFile } from "./csv-file";
import { jsonFile } from "./json-file";
import { respond, respondWithError } from "./respond";

test("every answer with a body says what it is and in which characters, and files are to keep under names of ours", () => {
  const refused = respondWithError(new AppError("forbidden", "No."), "req_1");
  const files = [csvFile([["a"]], "a\r\nb/../c.csv"), jsonFile({}, 'x";y.json')];
  for (const answer of [respond({ a: 1n }, "req_1"), refused, ...files])
    expect(answer.headers.get("content-type")).toMatch(/^(application\/json|text\/csv); charset=utf-8$/);
  for (const file of files) expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+"$/);
});
