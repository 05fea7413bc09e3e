import type { Client } from "@/lib/context";

/** The address of whoever is on the other end; web/ writes it over anything that a client sends. */
export const CLIENT_HEADER = "x-openhall-client";

const userAgentMaxLength = 256;

export function clientOf(headers: Pick<Headers, "get">): Client {
  return {
    address: headers.get(CLIENT_HEADER),
    userAgent: headers.get("user-agent")?.slice(0, userAgentMaxLength) ?? null,
  };
}
