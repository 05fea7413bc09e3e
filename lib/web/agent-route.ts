import { createHash } from "node:crypto";
import { z } from "zod";
import type { Context } from "@/lib/context";
import {
  type AgentChannel,
  REQUEST_ID_HEADER,
  requestIdFormat,
  SIGNATURE_HEADERS,
  type SignedParts,
} from "@/lib/core/contracts/agent";
import { ANSWER_HEADERS, ASK_ROTATE_KEY, PROCESS_HEADERS } from "@/lib/core/contracts/agent-process";
import { AppError } from "@/lib/errors";
import { AgentRefused } from "@/lib/fleet/agent-refused";
import { authenticateAgent } from "@/lib/fleet/authenticate-agent";
import type { Glance } from "@/lib/fleet/glance-report";
import type { HostContext } from "@/lib/fleet/host-actor";
import type { HeardHost } from "@/lib/fleet/unchanged-report";
import { parseInput } from "@/lib/parse-input";
import { inRequest } from "@/lib/request-scope";
import { enforceLimit } from "@/lib/security/rate-limit";
import { answer } from "./answer";
import { readBody, readQuery } from "./read-request";
import { UnreadableRequest } from "./refusal";

const MAX_BODY_BYTES = 1_048_576;

/** What a handler may want to know of a message beside its input. */
interface Message {
  request: Request;
  print?: string;
}

type Handler<T, C extends Context> = (ctx: C, input: T, message: Message) => Promise<unknown>;

/** For reports that say nothing new, which are answered without being read through. */
interface Shortcut {
  glance(bytes: Buffer): Glance | null;
  answer(heard: HeardHost): unknown;
}

/** An edge that a host not yet known calls; the input is the JSON body. */
export function unsignedAgentRoute<S extends z.ZodType>(schema: S, handler: Handler<z.output<S>, Context>) {
  return (request: Request) =>
    answer(request, "enrolment", async (ctx) =>
      handler(ctx, parseInput(schema, parseJson(await readBody(request, MAX_BODY_BYTES))), { request }),
    );
}

/**
 * An edge for enrolled hosts: the signature covers the bytes as they came, and is checked before anything in them is read.
 * The input is the JSON body of a POST and the query of a GET.
 */
export function agentRoute<S extends z.ZodType>(
  channel: AgentChannel,
  schema: S,
  handler: Handler<z.output<S>, HostContext>,
  shortcut?: Shortcut,
) {
  return async (request: Request) => {
    const beside = new Headers();
    const response = await answer(request, null, async (ctx) => {
      const bytes = await readBody(request, MAX_BODY_BYTES);
      const { parts, signature } = readSignature(request, channel, bytes);
      const seen: { glance?: Glance | null } = {};
      const readIdle = () => {
        seen.glance = shortcut?.glance(bytes) ?? null;
        return seen.glance?.isIdle ? seen.glance.print : null;
      };
      const caller = await authenticateAgent(ctx, parts, signature, readIdle).catch((error: unknown) => {
        if (error instanceof AgentRefused) tellWhy(beside, error);
        throw error;
      });
      const { actor, mustReplaceKey, heard } = caller;
      if (mustReplaceKey) beside.set(ANSWER_HEADERS.ask, ASK_ROTATE_KEY);
      await enforceLimit(ctx, "agent", actor.hostId);
      if (bytes.length > 0) refuseOtherThanJson(request);
      if (heard && shortcut) return shortcut.answer(heard);
      const input = parseInput(
        schema,
        request.method === "GET" ? readQuery(request) : (seen.glance?.body ?? parseJson(bytes)),
      );
      // Only once the signature holds: a stranger's word of a request's id is nobody's.
      const requestId = agentsOwn(request) ?? ctx.requestId;
      const message = { request, ...(seen.glance && { print: seen.glance.print }) };
      return inRequest(requestId, () => handler({ ...ctx, requestId, actor }, input, message));
    });
    for (const [name, value] of beside) response.headers.set(name, value);
    response.headers.set(ANSWER_HEADERS.time, new Date().toISOString());
    // but for the desired state they are short, and compressing them costs more than it saves
    if (channel !== "desired") response.headers.append("cache-control", "no-transform");
    return response;
  };
}

function tellWhy(beside: Headers, { refusal, lastRun }: AgentRefused): void {
  beside.set(ANSWER_HEADERS.refusal, refusal);
  if (lastRun !== null) beside.set(ANSWER_HEADERS.lastRun, String(lastRun));
}

function refuseOtherThanJson({ headers }: Request): void {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new UnreadableRequest(415, "Send the body as application/json.");
}

function agentsOwn(request: Request): string | null {
  const said = request.headers.get(REQUEST_ID_HEADER);
  return said !== null && requestIdFormat.test(said) ? said : null;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new UnreadableRequest(400, "The body is not JSON.");
  }
}

/** Both count in a 32-bit column. */
const counter = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .pipe(z.number().max(2_147_483_647));

const signatureHeaders = z.object({
  host: z.string().min(1).max(60),
  timestamp: z.iso.datetime(),
  channel: z.string(),
  run: counter,
  seq: counter,
  signature: z.string().min(1).max(200),
});

const processHeaders = z.object({
  instance: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  clock: z.iso.datetime(),
});

/** Of an agent of before: neither header, and none under the signature. */
function readProcess({ headers }: Request) {
  const instance = headers.get(PROCESS_HEADERS.instance);
  const clock = headers.get(PROCESS_HEADERS.clock);
  if (instance === null && clock === null) return undefined;
  const read = processHeaders.safeParse({ instance, clock });
  if (read.success) return read.data;
  const names = Object.values(PROCESS_HEADERS).join(", ");
  throw new AppError("unauthenticated", `The request is not signed: ${names} missing or malformed.`);
}

function readSignature(request: Request, channel: AgentChannel, body: Buffer) {
  const given = Object.entries(SIGNATURE_HEADERS).map(([name, header]) => [name, request.headers.get(header)]);
  const read = signatureHeaders.safeParse(Object.fromEntries(given));
  if (!read.success) {
    const names = [...new Set(read.error.issues.map((issue) => String(issue.path[0])))];
    const headers = names.map((name) => SIGNATURE_HEADERS[name as keyof typeof SIGNATURE_HEADERS]).join(", ");
    throw new AppError("unauthenticated", `The request is not signed: ${headers} missing or malformed.`);
  }
  const { host, timestamp, run, seq, signature } = read.data;
  if (read.data.channel !== channel)
    throw new AppError("unauthenticated", `This path takes messages of the ${channel} channel.`);
  const { pathname, search } = new URL(request.url);
  const parts: SignedParts = {
    method: request.method,
    path: pathname + search,
    hostId: host,
    timestamp,
    channel,
    run,
    seq,
    bodySha256: createHash("sha256").update(body).digest("hex"),
    process: readProcess(request),
  };
  return { parts, signature };
}
