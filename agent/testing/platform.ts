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
  readonly batches: TelemetryBatch[] = [];
  enrolment: EnrolRequest | null = null;
  heartbeatMs = 500;
  /** Makes every signed request fail, as a platform that is down does. */
  isDown = false;
  #server: Server;
  #desired: DesiredInstance[] = [];
  #revision = 0;
  #last = new Map<string, number>();

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
    const problem = this.#signatureProblem(request, body);
    if (problem) return refuse(401, "unauthenticated", problem);
    const serverTime = new Date().toISOString();
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
    const serverTime = new Date().toISOString();
    answer(200, { hostId: HOST_ID, siteName: "Test Hall", operatorName: "Test Operator", serverTime });
  }

  #signatureProblem(request: IncomingMessage, body: string): string | null {
    const header = (name: keyof typeof SIGNATURE_HEADERS) => String(request.headers[SIGNATURE_HEADERS[name]] ?? "");
    const channel = agentChannel.parse(header("channel"));
    const [run, seq] = [Number(header("run")), Number(header("seq"))];
    const text = signingString({
      method: request.method ?? "",
      path: request.url ?? "",
      hostId: header("host"),
      timestamp: header("timestamp"),
      channel,
      run,
      seq,
      bodySha256: createHash("sha256").update(body).digest("hex"),
    });
    if (!this.enrolment || !isSignedBy(this.enrolment.publicKey, text, header("signature"))) return "bad signature";
    const order = run * 1e9 + seq;
    if (order <= (this.#last.get(channel) ?? 0)) return `replayed ${channel} ${run}/${seq}`;
    this.#last.set(channel, order);
    return null;
  }
}
