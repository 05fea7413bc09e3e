import { NextRequest } from "next/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { contentSecurityPolicy } from "@/lib/security/content-security-policy";
import { NONCE_HEADER, PATH_HEADER } from "@/lib/web/paths";
import { proxy } from "./proxy";

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_URL", "http://console.test");
  vi.stubEnv("STRIPE_SECRET_KEY", "sk_test_stand_in");
  vi.stubEnv("STRIPE_API_URL", "http://127.0.0.1:4242");
});

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

describe("an action", () => {
  const send = (headers: Record<string, string>) =>
    proxy(new NextRequest("http://console.test/sign-in", { method: "POST", headers })).status;

  test("of our own pages goes through", () => {
    expect(send({ "sec-fetch-site": "same-origin" })).toBe(200);
    expect(send({ origin: "http://console.test", host: "console.test" })).toBe(200);
  });

  test.each([
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site", origin: "http://console.test" }],
    [{ origin: "https://evil.example" }],
    [{ origin: "null" }],
    [{ origin: "https://evil.example", "x-forwarded-host": "evil.example" }],
    [{}],
  ])("with %o is refused", (headers) => {
    expect(send(headers as Record<string, string>)).toBe(403);
  });
});

describe("the policy", () => {
  test("has another nonce each time, the same for the page and the browser, and never the client's", () => {
    const forged = { [NONCE_HEADER]: "known", "content-security-policy": "script-src 'nonce-known'" };
    const nonces = [ask("/", forged), ask("/", forged)].map((answer) => {
      const policy = answer.headers.get("content-security-policy") ?? "";
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      expect(answer.headers.get(`x-middleware-request-${NONCE_HEADER}`)).toBe(nonce);
      expect(answer.headers.get("x-middleware-request-content-security-policy")).toBe(policy);
      return nonce;
    });
    expect(Buffer.from(nonces[0]!, "base64")).toHaveLength(16);
    expect(new Set([...nonces, "known"]).size).toBe(3);
  });

  test("lets a form lead to the stand-in for Stripe where there is one", () => {
    expect(ask("/").headers.get("content-security-policy")).toMatch(
      /form-action 'self'[^;]* http:\/\/127\.0\.0\.1:4242/,
    );
  });

  const made = (isHttps: boolean) =>
    contentSecurityPolicy({ nonce: "n", isHttps, formTargets: [], isDevelopment: false });

  test("runs no script without the nonce, and names no source but this site", () => {
    const scripts = made(true)
      .split("; ")
      .find((directive) => directive.startsWith("script-src"));
    expect(scripts).toBe("script-src 'nonce-n' 'strict-dynamic'");
    expect(made(true)).not.toMatch(/https?:|\*|unsafe-eval/);
    for (const closed of ["frame-ancestors", "base-uri", "object-src", "frame-src"])
      expect(made(true)).toContain(`${closed} 'none'`);
  });

  test("asks for https only where there is https", () => {
    expect(made(true)).toContain("upgrade-insecure-requests");
    expect(made(false)).not.toContain("upgrade-insecure-requests");
  });
});
