import { lookup as resolveName } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { AppError } from "@/lib/errors";
import { checkPublicUrl, hostOf, publicUrlRules, type UrlRules } from "./public-address";

export interface PublicRequest {
  url: string;
  method?: "GET" | "HEAD" | "POST" | "PUT";
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface PublicResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

interface Resolved {
  address: string;
  family: number;
}

export interface FetchPolicy extends UrlRules {
  resolve(name: string): Promise<Resolved[]>;
  timeoutMs: number;
  maxBytes: number;
  /** Whose certificates are believed besides the public ones. */
  ca?: string;
}

const publicPolicy: FetchPolicy = {
  ...publicUrlRules,
  resolve: (name) => resolveName(name, { all: true, verbatim: true }),
  timeoutMs: 5_000,
  maxBytes: 1_048_576,
};

const unreachable = (host: string, how: string, cause?: unknown) =>
  new AppError("unavailable", `${host} ${how}.`, cause === undefined ? {} : { cause });

/**
 * Calls an address that a customer gave us. Its name is resolved once, refused if any of what it leads to is not public, and the connection
 * is made to what was checked, so that a name that changes its mind meanwhile leads nowhere. A redirection is an answer like any other and
 * is not followed. Time and size are bounded, from the look-up to the last byte.
 */
export async function fetchPublic(request: PublicRequest, policy: FetchPolicy = publicPolicy): Promise<PublicResponse> {
  const { url, fault } = checkPublicUrl(request.url, policy);
  if (!url) throw new AppError("invalid_input", fault, { fields: { url: [fault] } });
  const host = hostOf(url);
  const late = AbortSignal.timeout(policy.timeoutMs);
  try {
    const pinned = await beforeEnd(pin(host, policy), late);
    return await send(url, request, pinned, policy, late);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (late.aborted) throw unreachable(host, `did not answer within ${policy.timeoutMs / 1_000} seconds`);
    throw unreachable(host, `could not be reached (${(error as NodeJS.ErrnoException).code ?? "no answer"})`, error);
  }
}

/** The one address to connect to. */
async function pin(host: string, policy: FetchPolicy): Promise<Resolved> {
  if (isIP(host)) return { address: host, family: isIP(host) };
  const found = await policy.resolve(host);
  const pinned = found.find(({ family }) => family === 4) ?? found[0];
  if (!pinned) throw unreachable(host, "has no address");
  if (found.every(({ address }) => policy.isAllowedAddress(address))) return pinned;
  const fault = "This address is not on the public internet.";
  throw new AppError("invalid_input", fault, { fields: { url: [fault] } });
}

function beforeEnd<T>(work: Promise<T>, late: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    late.addEventListener("abort", () => reject(late.reason), { once: true });
    work.then(resolve, reject);
  });
}

function send(
  url: URL,
  { method = "GET", headers = {}, body }: PublicRequest,
  { address, family }: Resolved,
  { maxBytes, ca }: FetchPolicy,
  signal: AbortSignal,
): Promise<PublicResponse> {
  const lookup: LookupFunction = (_name, options, callback) =>
    options.all ? callback(null, [{ address, family }]) : callback(null, address, family);
  const host = hostOf(url);
  const options: https.RequestOptions = {
    protocol: url.protocol,
    host,
    port: url.port || undefined,
    path: `${url.pathname}${url.search}`,
    method,
    // the name in the certificate is the one that was given, not the address
    ...(isIP(host) ? {} : { servername: host }),
    headers: { "accept-encoding": "identity", ...headers, host: url.host },
    lookup,
    signal,
    // a connection of its own: one that is kept may be to what the name led to before
    agent: false,
    maxHeaderSize: 16_384,
    rejectUnauthorized: true,
    ...(ca ? { ca } : {}),
  };
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === "https:" ? https : http).request(options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxBytes) return void chunks.push(chunk);
        outgoing.destroy();
        reject(unreachable(host, `answered with more than ${maxBytes} bytes`));
      });
      response.once("error", reject);
      response.once("aborted", () => reject(new Error("The answer ended before its end.")));
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
