import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import {
  type AcceleratorReport,
  type AgentChannel,
  type AgentReport,
  type EnrolRequest,
  type HostFacts,
  SIGNATURE_HEADERS,
  type SignedParts,
  signingString,
} from "@/lib/core/contracts/agent";
import { PROCESS_HEADERS } from "@/lib/core/contracts/agent-process";

/** The host's side of the agent contract, for tests: a key, its signatures, and reports of made-up machines. */
export class TestAgent {
  private keys = generateKeyPairSync("ed25519");
  private instance = randomBytes(16).toString("base64url");
  private seq = 0;
  /** How far its own clock is ahead. */
  clockOffsetMs = 0;

  constructor(public run = 1) {}

  get publicKey(): string {
    return this.keys.publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("base64");
  }

  /** Another machine with the same key and counters, as a copied disk makes one; its agent has just been started. */
  startCopy(): TestAgent {
    const copy = new TestAgent(this.run + 1);
    copy.keys = this.keys;
    return copy;
  }

  sign(message: string): string {
    return sign(null, Buffer.from(message, "utf8"), this.keys.privateKey).toString("base64");
  }

  enrolRequest(
    token: string,
    machine: { facts?: Partial<HostFacts>; accelerators?: AcceleratorReport[] } = {},
  ): EnrolRequest {
    const { publicKey } = this;
    const proof = this.sign(`openhall-enrol-v1\n${token}\n${publicKey}`);
    return { token, publicKey, proof, facts: hostFacts(machine.facts), accelerators: machine.accelerators ?? [] };
  }

  parts(hostId: string, overrides: Partial<SignedParts> = {}): SignedParts {
    this.seq += 1;
    return {
      method: "POST",
      path: "/api/agent/v1/report",
      hostId,
      timestamp: new Date().toISOString(),
      channel: "report",
      run: this.run,
      seq: this.seq,
      bodySha256: createHash("sha256").update("").digest("hex"),
      process: { instance: this.instance, clock: new Date(Date.now() + this.clockOffsetMs).toISOString() },
      ...overrides,
    };
  }

  signParts(parts: SignedParts): string {
    return this.sign(signingString(parts));
  }

  /** A request as the agent sends it; `channel` names the path. */
  request(
    origin: string,
    hostId: string,
    channel: AgentChannel,
    options: { body?: unknown; query?: string; parts?: Partial<SignedParts> } = {},
  ): Request {
    const body = options.body === undefined ? "" : JSON.stringify(options.body);
    const path = `/api/agent/v1/${channel}${options.query ?? ""}`;
    const method = body ? "POST" : "GET";
    const bodySha256 = createHash("sha256").update(body).digest("hex");
    const parts = this.parts(hostId, { method, path, channel, bodySha256, ...options.parts });
    return new Request(origin + path, {
      method,
      headers: {
        ...(body ? { "content-type": "application/json" } : {}),
        [SIGNATURE_HEADERS.host]: hostId,
        [SIGNATURE_HEADERS.timestamp]: parts.timestamp,
        [SIGNATURE_HEADERS.channel]: channel,
        [SIGNATURE_HEADERS.run]: String(parts.run),
        [SIGNATURE_HEADERS.seq]: String(parts.seq),
        ...(parts.process && {
          [PROCESS_HEADERS.instance]: parts.process.instance,
          [PROCESS_HEADERS.clock]: parts.process.clock,
        }),
        [SIGNATURE_HEADERS.signature]: this.signParts(parts),
      },
      body: body || null,
    });
  }
}

export function hostFacts(facts: Partial<HostFacts> = {}): HostFacts {
  return {
    hostname: "gpu-01",
    os: "Debian GNU/Linux 12",
    kernel: "6.1.0",
    bootId: "b0070001",
    cpuCount: 192,
    memoryMib: 2_097_152,
    engine: { name: "docker", version: "27.3.1" },
    problems: [],
    advertisedAddress: "10.0.0.11",
    agentVersion: "0.1.0",
    simulated: true,
    ...facts,
  };
}

export function h100s(count: number, tag: string, change: Partial<AcceleratorReport> = {}): AcceleratorReport[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    uuid: `GPU-${tag}-${index}`,
    serial: `16501-${tag}-${index}`,
    vendor: "NVIDIA",
    reportedName: "NVIDIA H100 80GB HBM3",
    memoryMib: 81_559,
    pciAddress: `00000000:${index}8:00.0`,
    pciId: "10de:2330",
    driverVersion: "550.90.07",
    health: "healthy",
    healthReasons: [],
    simulated: true,
    ...change,
  }));
}

export function agentReport(change: Partial<AgentReport> = {}): AgentReport {
  return { sentAt: new Date().toISOString(), facts: hostFacts(), accelerators: [], instances: [], ...change };
}
