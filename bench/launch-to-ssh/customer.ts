import type { StackRecord } from "@/bin/stack/stack";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { addSshKey } from "@/lib/identity/add-ssh-key";
import { openSession } from "@/lib/identity/open-session";
import { verifyCredentials } from "@/lib/identity/verify-credentials";
import { newId } from "@/lib/ids";

/** The seeded customer over HTTP, with the cookie that next-auth gives. */
export class Customer {
  #cookies = new Map<string, string>();

  constructor(readonly url: string) {}

  async signIn({ email, password }: { email: string; password: string }): Promise<void> {
    const { csrfToken } = (await (await this.#fetch("/api/auth/csrf")).json()) as { csrfToken: string };
    const body = new URLSearchParams({ csrfToken, email, password, json: "true" });
    await this.#fetch("/api/auth/callback/credentials", { method: "POST", body });
    const session = await this.#fetch("/api/auth/session");
    if (!("organizationId" in ((await session.json()) as object))) throw new Error(`${email} could not sign in.`);
  }

  async call<T>(method: "GET" | "POST", path: string, body?: object): Promise<T> {
    const response = await this.#fetch(path, {
      method,
      headers: { "content-type": "application/json", origin: this.url },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** A page or a file, thrown away once it is whole. */
  async read(path: string): Promise<void> {
    const response = await this.#fetch(path);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), cookie };
    const response = await fetch(`${this.url}${path}`, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}

export interface LaunchRequest {
  skuId: string;
  sshKeyIds: string[];
}

/** What a launch names: the customer's key, made known by the verb behind the page, and the SKU of one accelerator. */
export async function prepareLaunch(
  { databaseUrl, demo }: StackRecord,
  publicKey: string,
  skuCode: string,
): Promise<LaunchRequest> {
  const { db, close } = createDatabase(databaseUrl, { max: 2, applicationName: "openhall-bench", role: PLATFORM_ROLE });
  try {
    const anonymous = { db, actor: { type: "anonymous" } as const, now: new Date(), requestId: newId("req") };
    const credentials = demo.signIns.find(({ label }) => label === "customer");
    const verified = credentials && (await verifyCredentials(anonymous, credentials));
    if (!verified) throw new Error("The seed has no customer.");
    const actor = await openSession(anonymous, { userId: verified.userId });
    const { sshKeyId } = await addSshKey({ ...anonymous, actor }, { name: "bench", publicKey });
    const sku = await db.query.skus.findFirst({ where: (skus, { eq }) => eq(skus.code, skuCode) });
    if (!sku) throw new Error(`There is no SKU ${skuCode}.`);
    return { skuId: sku.id, sshKeyIds: [sshKeyId] };
  } finally {
    await close();
  }
}
