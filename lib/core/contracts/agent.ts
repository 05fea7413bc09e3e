import { z } from "zod";
import type { AgentProcess } from "./agent-process";
import { bootFailureCode } from "./boot-failure";
import {
  acceleratorMig,
  engineDisk,
  hostAddress,
  hostComplaints,
  hostDisk,
  hostInterface,
  hostIsolation,
  LARGEST_INT,
  said,
} from "./hardware";
import { sshEndpoint } from "./ssh-host-key";

/**
 * The wire contract between a host's agent and the platform (`/api/agent/v1`).
 * The agent always dials out; the platform never dials a host.
 *
 * Every request but enrolment is signed: ed25519 over `signingString(...)`, base64, in the headers below.
 * `run` counts the agent's starts on this host and `seq` its requests on one channel within a run; the pair
 * must grow strictly per channel, so a replayed message is refused.
 */
export const AGENT_API = "/api/agent/v1";
export const SIGNATURE_HEADERS = {
  host: "x-openhall-host",
  timestamp: "x-openhall-timestamp",
  channel: "x-openhall-channel",
  run: "x-openhall-run",
  seq: "x-openhall-seq",
  signature: "x-openhall-signature",
} as const;

/**
 * What an agent says that it understands beyond the contract's first version, so that one of before is told nothing that it would
 * refuse. Not signed: it changes only what is left out.
 */
export const ACCEPT_HEADER = "x-openhall-accept";
export const ACCEPTS_REQUEST_IDS = "request-ids";
/** The agent's own id of a request, in its log and ours. */
export const REQUEST_ID_HEADER = "x-request-id";
export const requestIdFormat = /^req_[0-9a-z]{26,32}$/;

export const agentChannel = z.enum(["report", "desired", "key", "telemetry"]);
export type AgentChannel = z.infer<typeof agentChannel>;

export interface SignedParts {
  method: string;
  /** Path with its query string, as sent. */
  path: string;
  hostId: string;
  /** The platform's time as the agent knows it, ISO 8601 UTC: how old a message is. */
  timestamp: string;
  channel: AgentChannel;
  run: number;
  seq: number;
  /** Lower-case hex SHA-256 of the body's bytes; of the empty string where there is no body. */
  bodySha256: string;
  /** Left out by agents of before, whose messages are signed without. */
  process?: AgentProcess;
}

/** The exact bytes (UTF-8) that are signed. */
export function signingString(parts: SignedParts): string {
  const { process } = parts;
  return [
    process ? "openhall-agent-v2" : "openhall-agent-v1",
    parts.method.toUpperCase(),
    parts.path,
    parts.hostId,
    parts.timestamp,
    parts.channel,
    parts.run,
    parts.seq,
    parts.bodySha256,
    ...(process ? [process.instance, process.clock] : []),
  ].join("\n");
}

/** A century: enough for any host's clock, and still an instant when taken off ours. */
const LONGEST_MS = 4_000_000_000_000;
const instant = z.iso.datetime().refine((text) => text >= "1970", "is before 1970");

export const acceleratorVendor = z.enum(["NVIDIA", "AMD", "Huawei", "Intel", "other"]);
export const acceleratorHealth = z.enum(["healthy", "degraded", "failed"]);

/** One accelerator as the host sees it. What the tool did not say is null, never guessed. */
export const acceleratorReport = z.strictObject({
  index: z.number().int().min(0).max(1023),
  uuid: said(100).min(1),
  serial: said(100).nullable(),
  vendor: acceleratorVendor,
  /** As the vendor's tool names it, e.g. `NVIDIA H100 80GB HBM3`. */
  reportedName: said(200).min(1),
  memoryMib: z.number().int().positive().max(LARGEST_INT).nullable(),
  pciAddress: said(40).nullable(),
  /** `vendor:device`, lower-case hex, e.g. `10de:2330`. */
  pciId: z
    .string()
    .regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/)
    .nullable(),
  driverVersion: said(60).nullable(),
  firmwareVersion: said(60).nullable().optional(),
  powerLimitW: z.number().int().positive().max(1_000_000).nullable().optional(),
  mig: acceleratorMig.nullable().optional(),
  health: acceleratorHealth,
  healthReasons: z.array(said(200)).max(20),
  simulated: z.boolean(),
});
export type AcceleratorReport = z.infer<typeof acceleratorReport>;

export const hostFacts = z.strictObject({
  hostname: said(253).min(1),
  os: said(200),
  kernel: said(200),
  /** Changes at every boot of the host. */
  bootId: said(100).min(1),
  cpuCount: z.number().int().positive().max(65_536),
  memoryMib: z.number().int().positive().max(LARGEST_INT),
  cpuModel: said(200).nullable().optional(),
  disks: z.array(hostDisk).max(128).optional(),
  interfaces: z.array(hostInterface).max(64).optional(),
  engine: z.strictObject({ name: said(60), version: said(60) }).nullable(),
  ...hostComplaints,
  advertisedAddress: hostAddress,
  agentVersion: said(40),
  simulated: z.boolean(),
  /** What keeps instances from the host and from each other; left out while no engine answers, and by agents of before. */
  isolation: hostIsolation.optional(),
  disk: engineDisk.optional(),
});
export type HostFacts = z.infer<typeof hostFacts>;

/** Base64 of the raw 32-byte ed25519 public key. */
export const publicKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);

export const enrolRequest = z.strictObject({
  /** `oh_enrol_…`, shown once to the operator, single use. */
  token: z.string().min(20).max(200),
  publicKey,
  /** Signature of `openhall-enrol-v1\n<token>\n<publicKey>` by the key: proof of possession. */
  proof: z.string().min(1).max(200),
  facts: hostFacts,
  accelerators: z.array(acceleratorReport).max(64),
});
export type EnrolRequest = z.infer<typeof enrolRequest>;

export const enrolResponse = z.strictObject({
  hostId: z.string(),
  siteName: z.string(),
  operatorName: z.string(),
  serverTime: z.iso.datetime(),
});
export type EnrolResponse = z.infer<typeof enrolResponse>;

/** What the agent does to a lease's container; the platform turns these into lease events. */
export const instancePhase = z.enum([
  "pulling",
  "creating",
  "starting",
  /** The container runs, SSH does not answer yet. */
  "booting",
  /** SSH answered from outside the container. */
  "reachable",
  /** Runs, was reachable, but SSH does not answer now. */
  "unreachable",
  "stopping",
  "exited",
  "failed",
  /** No container; the volume with its data is here. */
  "retained",
  /** It was to be kept, and is not here any more. */
  "lost",
]);
export type InstancePhase = z.infer<typeof instancePhase>;

/** Counts the containers that a lease has had, one after the other over the same data. */
const incarnation = z.number().int().min(1).max(LARGEST_INT);

export const instanceReport = z.strictObject({
  leaseId: z.string().min(1).max(60),
  incarnation,
  phase: instancePhase,
  containerId: said(100).nullable(),
  /** From the engine: the container's own start, agent's clock. */
  startedAt: instant.nullable(),
  /** Milliseconds the container has been running, measured against the host's monotonic clock. */
  uptimeMs: z.number().int().min(0).max(LONGEST_MS).nullable(),
  /** `exited`, `failed`: how long before `sentAt` the container ended, milliseconds. */
  endedAgoMs: z.number().int().min(0).max(LONGEST_MS).nullable(),
  exitCode: z.number().int().nullable(),
  /** `failed`: the reason in words a customer can read. */
  reason: said(500).nullable(),
  /** `failed`: the same for programs. */
  reasonCode: bootFailureCode.optional(),
  ...sshEndpoint,
});
export type InstanceReport = z.infer<typeof instanceReport>;

/** `POST /api/agent/v1/report`: heartbeat and observed state in one, at least every `heartbeatMs`, at once on a change. */
export const agentReport = z.strictObject({
  sentAt: instant,
  facts: hostFacts,
  accelerators: z.array(acceleratorReport).max(64),
  instances: z.array(instanceReport).max(512),
});
export type AgentReport = z.infer<typeof agentReport>;

export const reportResponse = z.strictObject({
  serverTime: z.iso.datetime(),
  heartbeatMs: z.number().int().positive(),
  /** Revision of the desired state now, so that a missed long poll is noticed. */
  desiredRevision: z.number().int().min(0),
});
export type ReportResponse = z.infer<typeof reportResponse>;

export const desiredInstance = z.strictObject({
  leaseId: z.string(),
  /** A container of an earlier one is removed before this one's is made; both have the same volume at `/workspace`. */
  incarnation,
  /**
   * `stopped`: end the container, report `exited`, keep reporting until the instance is gone from the list or `retained`.
   * `retained`: no container, its volume kept, reported as `retained`.
   */
  state: z.enum(["running", "stopped", "retained"]),
  image: z.string(),
  hostname: z.string(),
  /** UUIDs of whole accelerators of this host. */
  acceleratorUuids: z.array(z.string()),
  cpuMillis: z.number().int().positive(),
  memoryMib: z.number().int().positive(),
  /** Of the volume at `/workspace`. Declared and billed; the engine's default volume driver does not enforce it. */
  diskGib: z.number().int().positive(),
  pidsLimit: z.number().int().positive(),
  sshAuthorizedKeys: z.array(z.string()),
  /** Of the request that asked for this container; for logs. Left out for agents that do not say they understand it. */
  requestId: z.string().regex(requestIdFormat).optional(),
});
export type DesiredInstance = z.infer<typeof desiredInstance>;

/**
 * `GET /api/agent/v1/desired?after=<revision>&waitMs=<0…25000>`: answers at once where the revision is newer than `after`,
 * else waits. An instance that is not in the list is unknown to the platform: the agent stops and removes it, its volume included.
 */
export const desiredResponse = z.strictObject({
  revision: z.number().int().min(0),
  instances: z.array(desiredInstance),
});
export type DesiredResponse = z.infer<typeof desiredResponse>;
