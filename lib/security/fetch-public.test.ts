import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import type net from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type FetchPolicy, fetchPublic } from "./fetch-public";
import { isPublicAddress, publicUrlRules } from "./public-address";

/** Of hooks.example.test, signed by itself, for this test alone. */
const key = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIGMDls6FljFukSK9L2M50qZjG712PiVfQPq40O2epXoLoAoGCCqGSM49
AwEHoUQDQgAE4msf1h2Lb+glYFe8h1t3NKMPiNhgSbxdfgwojKHPjOwjfAvRx6+0
WBkHTgCAXN/UeXXkNg+IfpFrhvjDW6rymQ==
-----END EC PRIVATE KEY-----`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBsTCCAVagAwIBAgIUAm44PpjDaQmJ3nBlFHMI6+8RiUswCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwSaG9va3MuZXhhbXBsZS50ZXN0MCAXDTI2MTEyODE5NTY0MFoY
DzIxMjYxMTA0MTk1NjQwWjAdMRswGQYDVQQDDBJob29rcy5leGFtcGxlLnRlc3Qw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATiax/WHYtv6CVgV7yHW3c0ow+I2GBJ
vF1+DCiMoc+M7CN8C9HHr7RYGQdOAIBc39R5deQ2D4h+kWuG+MNbqvKZo3IwcDAd
BgNVHQ4EFgQU/ulxs1rBWvORlQTNettmMYf+JnMwHwYDVR0jBBgwFoAU/ulxs1rB
WvORlQTNettmMYf+JnMwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHREEFjAUghJob29r
cy5leGFtcGxlLnRlc3QwCgYIKoZIzj0EAwIDSQAwRgIhAN2PvuT5risomeu7bUOP
5DXggJgpzfRyz2dB6xf6dpKrAiEA8x4Bp2SqMbkN/VDGPtkYpi+PqTabpZjm09e/
PtIg60Y=
-----END CERTIFICATE-----`;

const servers: (net.Server & { closeAllConnections?(): void })[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function listen(server: net.Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Loopback stands for a public address; the rest is as in production unless said. */
function policyFor(port: number, changes: Partial<FetchPolicy> = {}): FetchPolicy & { lookups: string[] } {
  const lookups: string[] = [];
  return {
    ...publicUrlRules,
    allowHttp: true,
    isAllowedName: (name) => name.includes("."),
    ports: [port],
    isAllowedAddress: (address) => address === "127.0.0.1" || isPublicAddress(address),
    resolve: async (name) => {
      lookups.push(name);
      return [{ address: "127.0.0.1", family: 4 }];
    },
    timeoutMs: 1_000,
    maxBytes: 1_000,
    lookups,
    ...changes,
  };
}

const serve = (listener: http.RequestListener) => listen(http.createServer(listener));

test("what is sent arrives at the checked address under the name that was given", async () => {
  const port = await serve((request, response) => {
    request.resume().once("end", () => response.end(`${request.method} ${request.url} ${request.headers.host}`));
  });
  const policy = policyFor(port);
  const url = `http://hooks.example.com:${port}/in?a=1`;
  const answer = await fetchPublic({ url, method: "POST", body: "{}", headers: { host: "evil.example" } }, policy);
  expect(answer.status).toBe(200);
  expect(answer.body.toString()).toBe(`POST /in?a=1 hooks.example.com:${port}`);
  expect(policy.lookups).toEqual(["hooks.example.com"]);
});

describe("rebinding", () => {
  test("a name that is public at the check and private afterwards is asked once and connected to as checked", async () => {
    let reached = 0;
    const port = await serve((_request, response) => {
      reached += 1;
      response.end("checked");
    });
    const answers = ["127.0.0.1", "10.0.0.1", "169.254.169.254"];
    let lookups = 0;
    const resolve = async () => [{ address: answers[lookups++] ?? "10.0.0.1", family: 4 }];
    const answer = await fetchPublic({ url: `http://rebind.example.com:${port}/` }, policyFor(port, { resolve }));
    expect([answer.body.toString(), lookups, reached]).toEqual(["checked", 1, 1]);
  });

  test("the next call looks again, and on no kept connection", async () => {
    const port = await serve((_request, response) => response.end("x"));
    const answers = ["127.0.0.1", "10.0.0.1"];
    const resolve = async () => [{ address: answers.shift()!, family: 4 }];
    const policy = policyFor(port, { resolve });
    const url = `http://rebind.example.com:${port}/`;
    await fetchPublic({ url }, policy);
    await expect(fetchPublic({ url }, policy)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test.each([
    ["10.0.0.1", 4],
    ["169.254.169.254", 4],
    ["::1", 6],
    ["::ffff:10.0.0.1", 6],
    ["64:ff9b::a00:1", 6],
  ])(
    "one address that is not public among others (%s) refuses the name, before anything is connected",
    async (address, family) => {
      let reached = 0;
      const port = await serve((_request, response) => {
        reached += 1;
        response.end();
      });
      const resolve = async () => [
        { address: "127.0.0.1", family: 4 },
        { address, family },
      ];
      const asked = fetchPublic({ url: `http://two.example.com:${port}/` }, policyFor(port, { resolve }));
      await expect(asked).rejects.toMatchObject({
        code: "invalid_input",
        options: { fields: { url: [expect.any(String)] } },
      });
      expect(reached).toBe(0);
    },
  );
});

describe("bounds", () => {
  test("a redirection is not followed", async () => {
    let reached = 0;
    const port = await serve((_request, response) => {
      reached += 1;
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    });
    const answer = await fetchPublic({ url: `http://a.example.com:${port}/` }, policyFor(port));
    expect([answer.status, reached]).toEqual([302, 1]);
  });

  test.each([
    ["never", () => undefined],
    ["a byte at a time", (response: http.ServerResponse) => void setInterval(() => response.write("x"), 50).unref()],
  ])("who answers %s is given up", async (_what, drip) => {
    const port = await serve((_request, response) => drip(response));
    const startedAt = performance.now();
    const policy = policyFor(port, { timeoutMs: 200 });
    await expect(fetchPublic({ url: `http://slow.example.com:${port}/` }, policy)).rejects.toMatchObject({
      code: "unavailable",
      message: "slow.example.com did not answer within 0.2 seconds.",
    });
    expect(performance.now() - startedAt).toBeLessThan(900);
  });

  test("a name that takes too long to look up counts towards the time", async () => {
    const policy = policyFor(1, { timeoutMs: 100, resolve: () => new Promise(() => undefined) });
    await expect(fetchPublic({ url: "http://slow.example.com:1/" }, policy)).rejects.toThrow("within 0.1 seconds");
  });

  test("an answer larger than the bound is cut off", async () => {
    const port = await serve((_request, response) => void response.end("x".repeat(1_001)));
    await expect(fetchPublic({ url: `http://a.example.com:${port}/` }, policyFor(port))).rejects.toThrow(
      "more than 1000 bytes",
    );
  });

  test("nobody there is unavailable, and says no address of ours", async () => {
    const port = await serve(() => undefined);
    servers.at(-1)!.close();
    const failed = fetchPublic({ url: `http://a.example.com:${port}/` }, policyFor(port));
    await expect(failed).rejects.toMatchObject({
      code: "unavailable",
      message: "a.example.com could not be reached (ECONNREFUSED).",
    });
  });

  test("in production neither http nor loopback is called", async () => {
    for (const url of ["http://example.com/", "https://127.0.0.1/", "https://[::1]/", "https://example.com:22/"])
      await expect(fetchPublic({ url })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("TLS", () => {
  const secure = () => listen(https.createServer({ key, cert }, (_request, response) => response.end("private")));

  test("a certificate is held against the name, whatever the address", async () => {
    const port = await secure();
    const policy = policyFor(port, { ca: cert });
    const answer = await fetchPublic({ url: `https://hooks.example.test:${port}/` }, policy);
    expect(answer.body.toString()).toBe("private");
    await expect(fetchPublic({ url: `https://other.example.test:${port}/` }, policy)).rejects.toThrow(
      "ERR_TLS_CERT_ALTNAME_INVALID",
    );
    await expect(fetchPublic({ url: `https://127.0.0.1:${port}/` }, policy)).rejects.toThrow("ALTNAME");
  });

  test("a certificate that nobody vouches for is refused", async () => {
    const port = await secure();
    await expect(fetchPublic({ url: `https://hooks.example.test:${port}/` }, policyFor(port))).rejects.toThrow(
      "SELF_SIGNED_CERT",
    );
  });
});
