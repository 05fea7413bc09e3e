import type { Account, NextAuthOptions, Profile, User } from "next-auth";
import GithubProvider, { type GithubProfile } from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";
import { oauthEnv } from "@/lib/env";
import type { ProviderIdentity } from "@/lib/identity/provider-proofs";

const ISSUERS: Record<string, string> = { github: "https://github.com", google: "https://accounts.google.com" };
const PROVIDER_NAMES: Record<string, string> = { github: "GitHub", google: "Google" };

/** What people may choose from: none that is not configured. */
export function listProviders(): { id: string; name: string }[] {
  const { github, google } = oauthEnv();
  const ids = [...(github ? ["github"] : []), ...(google ? ["google"] : [])];
  return ids.map((id) => ({ id, name: PROVIDER_NAMES[id]! }));
}

/** Of an issuer, as people know it. */
export function providerNameOf(issuer: string): string {
  const id = Object.keys(ISSUERS).find((name) => ISSUERS[name] === issuer);
  return (id && PROVIDER_NAMES[id]) ?? issuer;
}

const ANSWER_MS = 5_000;

interface GithubEmail {
  email: string;
  primary: boolean;
  verified: boolean;
}

/** Both with state and PKCE, Google's token bound to the browser besides. GitHub says in a list of its own which addresses it has confirmed. */
export function oauthProviders(): NextAuthOptions["providers"] {
  const { github, google } = oauthEnv();
  const configured: NextAuthOptions["providers"] = [];
  if (github) {
    const web = github.testUrl ?? "https://github.com";
    const api = github.testUrl ?? "https://api.github.com";
    configured.push(
      GithubProvider({
        clientId: github.id,
        clientSecret: github.secret,
        checks: ["pkce", "state"],
        authorization: { url: `${web}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
        token: `${web}/login/oauth/access_token`,
        userinfo: {
          url: `${api}/user`,
          async request({ client, tokens }) {
            const profile = await client.userinfo(tokens.access_token as string);
            const response = await fetch(`${api}/user/emails`, {
              headers: { authorization: `Bearer ${tokens.access_token}`, accept: "application/json" },
              redirect: "error",
              signal: AbortSignal.timeout(ANSWER_MS),
            });
            const emails = response.ok ? ((await response.json()) as GithubEmail[]) : [];
            const confirmed = emails.find(({ primary, verified }) => primary && verified);
            return { ...profile, email: confirmed?.email ?? "", email_verified: confirmed !== undefined };
          },
        },
      }),
    );
  }
  if (google)
    configured.push(
      GoogleProvider({
        clientId: google.id,
        clientSecret: google.secret,
        checks: ["pkce", "state", "nonce"],
        ...(google.testUrl ? { wellKnown: `${google.testUrl}/.well-known/openid-configuration` } : {}),
      }),
    );
  return configured;
}

interface Vouched {
  account: Account;
  profile?: Profile | undefined;
  user: User;
}

/** Who somebody is at a provider, of what next-auth has checked. */
export function identityOf({ account, profile, user }: Vouched): ProviderIdentity {
  const said = profile as (Profile & { email_verified?: boolean } & Partial<GithubProfile>) | undefined;
  const email = said?.email_verified === true && said.email ? said.email.toLowerCase() : null;
  return {
    issuer: ISSUERS[account.provider] ?? account.provider,
    subject: account.providerAccountId,
    label: String(said?.login ?? email ?? account.providerAccountId).slice(0, 200),
    name: String(user.name ?? "").slice(0, 100),
    email,
  };
}
