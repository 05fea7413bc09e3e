import { createHash, createPublicKey, verify } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type AgentReport,
  agentChannel,
  agentReport,
  type DesiredInstance,
  type EnrolRequest,
  enrolRequest,
  type InstanceReport,
  SIGNATURE_HEADERS,
  signingString,
} from "@/lib/core/contracts/agent";
import { keyRequest } from "@/lib/core/contracts/agent-key";
import { type AgentRefusal, ANSWER_HEADERS, ASK_ROTATE_KEY, PROCESS_HEADERS } from "@/lib/core/contracts/agent-process";
import { type TelemetryBatch, telemetryBatch } from "@/lib/core/contracts/telemetry";

export const ENROL_TOKEN = "oh_enrol_0123456789abcdef";
export const HOST_ID = "hst_test";

function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const x = Buffer.from(publicKey, "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** The platform's side of the contract, as the agent sees it over the network: strict about signatures and sequence. */
export class TestPlatform {
  readonly reports: AgentReport[] = [];
  readonly refusals: string[] = [];
  /** Of the messages taken, in order: which key signed it, as which run. */
  readonly taken: { channel: string; run: number; publicKey: string; timestamp: string; clock: string }[] = [];
  /** How far its clock is ahead of this machine's. */
  aheadMs = 0;
  asksForKey = false;
  nextKey: string | null = null;
  readonly batches: TelemetryBatch[] = [];
  enrolment: EnrolRequest | null = null;
  heartbeatMs = 500;
  /** Makes every signed request fail, as a platform that is down does. */
  isDown = false;
  #server: Server;
  #desired: DesiredInstance[] = [];
  #revision = 0;
  #last = new Map<string, number>();
  /** In place of the one that was enrolled. */
  #key: string | null = null;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<this> {
    await new Promise<void>((settle) => this.#server.listen(0, "127.0.0.1", settle));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  want(instances: DesiredInstance[]): void {
    this.#desired = instances;
    this.#revision += 1;
  }

  /** The first report from now on whose instance of this lease satisfies the condition. */
  async waitFor(
    leaseId: string,
    condition: (instance: InstanceReport) => boolean,
    timeoutMs = 15_000,
  ): Promise<InstanceReport> {
    const deadline = performance.now() + timeoutMs;
    for (let next = this.reports.length; performance.now() < deadline; await sleep(10)) {
      for (; next < this.reports.length; next++) {
        const instance = this.reports[next]?.instances.find((candidate) => candidate.leaseId === leaseId);
        if (instance && condition(instance)) return instance;
      }
    }
    const last = this.reports.at(-1)?.instances.find((candidate) => candidate.leaseId === leaseId);
    throw new Error(`${leaseId} did not get there; last report: ${JSON.stringify(last)}`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const answer = (status: number, value: unknown) => {
      response.setHeader(ANSWER_HEADERS.time, this.#now().toISOString());
      if (this.asksForKey) response.setHeader(ANSWER_HEADERS.ask, ASK_ROTATE_KEY);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    const refuse = (status: number, code: string, message: string) => {
      this.refusals.push(message);
      answer(status, { error: { code, message, requestId: "req_test" } });
    };
    const url = new URL(request.url ?? "/", "http://platform");
    if (url.pathname === "/api/agent/v1/enroll") return this.#enrol(body, answer, refuse);
    if (this.isDown) return answer(503, {});
    const problem = this.#problem(request, body);
    if (problem) {
      response.setHeader(ANSWER_HEADERS.refusal, problem.refusal);
      if (problem.lastRun) response.setHeader(ANSWER_HEADERS.lastRun, String(problem.lastRun));
      return refuse(problem.refusal === "order" ? 409 : 401, "unauthenticated", problem.message);
    }
    const serverTime = this.#now().toISOString();
    if (url.pathname === "/api/agent/v1/key") {
      this.nextKey = keyRequest.parse(JSON.parse(body)).publicKey;
      return answer(200, { publicKey: this.nextKey });
    }
    if (url.pathname === "/api/agent/v1/report") {
      this.reports.push(agentReport.parse(JSON.parse(body)));
      return answer(200, { serverTime, heartbeatMs: this.heartbeatMs, desiredRevision: this.#revision });
    }
    if (url.pathname === "/api/agent/v1/telemetry") {
      const batch = telemetryBatch.parse(JSON.parse(body));
      this.batches.push(batch);
      return answer(200, {
        serverTime,
        taken: batch.accelerators.reduce((sum, { samples }) => sum + samples.length, 0),
      });
    }
    const after = Number(url.searchParams.get("after"));
    const deadline = performance.now() + Number(url.searchParams.get("waitMs"));
    while (this.#revision <= after && performance.now() < deadline && !response.destroyed) await sleep(5);
    answer(200, { revision: this.#revision, instances: this.#desired });
  }

  #enrol(
    body: string,
    answer: (status: number, value: unknown) => void,
    refuse: (status: number, code: string, message: string) => void,
  ): void {
    const request = enrolRequest.parse(JSON.parse(body));
    const { token, publicKey, proof } = request;
    const isProven = isSignedBy(publicKey, `openhall-enrol-v1\n${token}\n${publicKey}`, proof);
    if (token !== ENROL_TOKEN || !isProven) {
      refuse(403, "forbidden", "This enrolment token is unknown or used up.");
      return;
    }
    this.enrolment = request;
    this.#key = null;
    const serverTime = new Date().toISOString();
    answer(200, { hostId: HOST_ID, siteName: "Test Hall", operatorName: "Test Operator", serverTime });
  }

  /** After a restart from a backup of the agent's: as if this many runs had been. */
  remember(run: number): void {
    for (const channel of ["report", "desired"]) this.#last.set(channel, run * 1e9 + 1);
  }

  #now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  #problem(request: IncomingMessage, body: string): Problem | null {
    const header = (name: string) => String(request.headers[name] ?? "");
    const channel = agentChannel.safeParse(header(SIGNATURE_HEADERS.channel)).data;
    if (channel === undefined) return { refusal: "key", message: "not signed" };
    const [run, seq] = [Number(header(SIGNATURE_HEADERS.run)), Number(header(SIGNATURE_HEADERS.seq))];
    const [timestamp, clock] = [header(SIGNATURE_HEADERS.timestamp), header(PROCESS_HEADERS.clock)];
    const text = signingString({
      method: request.method ?? "",
      path: request.url ?? "",
      hostId: header(SIGNATURE_HEADERS.host),
      timestamp,
      channel,
      run,
      seq,
      bodySha256: createHash("sha256").update(body).digest("hex"),
      process: { instance: header(PROCESS_HEADERS.instance), clock },
    });
    const keys = [this.#key ?? this.enrolment?.publicKey, this.nextKey].filter((key) => typeof key === "string");
    const publicKey = keys.find((key) => isSignedBy(key, text, header(SIGNATURE_HEADERS.signature)));
    if (!publicKey) return { refusal: "key", message: "bad signature" };
    if (Math.abs(Date.parse(timestamp) - this.#now().getTime()) > 600_000)
      return { refusal: "clock", message: "stale" };
    const [order, last] = [run * 1e9 + seq, this.#last.get(channel) ?? 0];
    if (order <= last) {
      const lastRun = Math.floor(last / 1e9);
      return { refusal: "order", message: `replayed ${channel} ${run}/${seq}`, lastRun };
    }
    this.#last.set(channel, order);
    this.taken.push({ channel, run, publicKey, timestamp, clock });
    if (publicKey !== this.nextKey) return null;
    this.#key = publicKey;
    this.nextKey = null;
    this.asksForKey = false;
    return null;
  }
}

interface Problem {
  refusal: AgentRefusal;
  message: string;
  lastRun?: number;
}
