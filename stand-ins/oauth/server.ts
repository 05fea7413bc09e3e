import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Who is signed in at the provider. */
export interface Account {
  subject: string;
  login: string;
  name: string;
  email: string | null;
  isEmailConfirmed: boolean;
}

interface Grant {
  account: Account;
  redirectUri: string;
  clientId: string;
  challenge: string;
  nonce: string | null;
}

export interface OAuthProvider {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Who says yes on the next page of consent. */
  account: Account;
  /** In the place of what the client asked for. */
  forgedNonce: string | null;
  /** Where it sends whoever asks for addresses, instead of answering. */
  addressesAt: string | null;
  close(): Promise<void>;
}

const PATHS = {
  authorize: ["/login/oauth/authorize", "/authorize"],
  token: ["/login/oauth/access_token", "/token"],
};

/** GitHub and Google as far as a sign-in sees them: consent at once, codes good once, PKCE and the client's secret checked, tokens signed. */
export async function startOAuthProvider(): Promise<OAuthProvider> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const clientId = "openhall-test";
  const clientSecret = randomBytes(16).toString("hex");
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, Account>();

  const json = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  function idToken({ account, nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: provider.url,
      aud: clientId,
      sub: account.subject,
      iat: now,
      exp: now + 300,
      nonce: provider.forgedNonce ?? nonce ?? undefined,
      name: account.name,
      email: account.email,
      email_verified: account.isEmailConfirmed,
    };
    const signed = `${part({ alg: "RS256", kid: "k1", typ: "JWT" })}.${part(claims)}`;
    return `${signed}.${createSign("sha256").update(signed).sign(privateKey).toString("base64url")}`;
  }

  function authorize(url: URL, response: ServerResponse) {
    const asked = url.searchParams;
    const isProper =
      asked.get("client_id") === clientId && asked.get("state") && asked.get("code_challenge_method") === "S256";
    if (!isProper) return json(response, 400, { error: "invalid_request" });
    const code = randomBytes(16).toString("hex");
    const redirectUri = asked.get("redirect_uri") ?? "";
    const challenge = asked.get("code_challenge") ?? "";
    const nonce = asked.get("nonce");
    grants.set(code, { account: provider.account, redirectUri, clientId, challenge, nonce });
    const back = new URL(redirectUri);
    back.search = String(new URLSearchParams({ code, state: asked.get("state")! }));
    response.writeHead(302, { location: back.href });
    response.end();
  }

  async function exchange(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
    const [id, secret] = credentialsOf(request, asked);
    const grant = grants.get(asked.get("code") ?? "");
    grants.delete(asked.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(asked.get("code_verifier") ?? "")
      .digest("base64url");
    if (id !== clientId || secret !== clientSecret) return json(response, 401, { error: "invalid_client" });
    if (!grant || grant.redirectUri !== asked.get("redirect_uri") || grant.challenge !== challenge)
      return json(response, 400, { error: "invalid_grant" });
    const accessToken = randomBytes(16).toString("hex");
    tokens.set(accessToken, grant.account);
    json(response, 200, {
      access_token: accessToken,
      token_type: "bearer",
      scope: "openid",
      ...(request.url?.startsWith("/token") ? { id_token: idToken(grant) } : {}),
    });
  }

  function about(request: IncomingMessage, response: ServerResponse, path: string) {
    const account = tokens.get((request.headers.authorization ?? "").replace(/^(Bearer|token) /i, ""));
    if (!account) return json(response, 401, { message: "Bad credentials" });
    const { subject, login, name, email, isEmailConfirmed } = account;
    if (path === "/user/emails" && provider.addressesAt) {
      response.writeHead(302, { location: provider.addressesAt });
      return response.end();
    }
    if (path === "/user") return json(response, 200, { id: Number(subject), login, name, email });
    json(response, 200, email ? [{ email, primary: true, verified: isEmailConfirmed }] : []);
  }

  function discovery() {
    const { url } = provider;
    return {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const { pathname } = url;
    if (PATHS.authorize.includes(pathname)) return authorize(url, response);
    if (PATHS.token.includes(pathname)) return void exchange(request, response);
    if (pathname === "/user" || pathname === "/user/emails") return about(request, response, pathname);
    if (pathname === "/.well-known/openid-configuration") return json(response, 200, discovery());
    if (pathname === "/jwks")
      return json(response, 200, {
        keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1", alg: "RS256", use: "sig" }],
      });
    json(response, 404, {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const provider: OAuthProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId,
    clientSecret,
    account: { subject: "1", login: "ada", name: "Ada", email: null, isEmailConfirmed: false },
    forgedNonce: null,
    addressesAt: null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return provider;
}

function credentialsOf(request: IncomingMessage, asked: URLSearchParams): [string | null, string | null] {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (!basic) return [asked.get("client_id"), asked.get("client_secret")];
  const [id = "", secret = ""] = Buffer.from(basic, "base64").toString("utf8").split(":").map(decodeURIComponent);
  return [id, secret];
}
