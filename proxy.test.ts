import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { PATH_HEADER } from "@/lib/web/paths";
import { proxy } from "./proxy";

const ask = (path: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(`http://console.test${path}`, { headers }));

test("a page is told its own path, whatever the client says it is", () => {
  const answer = ask("/usage?by=sku", { [PATH_HEADER]: "//evil.example" });
  expect(answer.headers.get(`x-middleware-request-${PATH_HEADER}`)).toBe("/usage?by=sku");
});

test.each(["/instances?q=%00", "/launch?sku=a%00b", "/desk/customers/%00"])("%s is refused as damaged", (path) => {
  expect(ask(path).status).toBe(400);
});

test("an escaped percent sign is text like any other", () => {
  expect(ask("/instances?q=%2500").status).toBe(200);
});
