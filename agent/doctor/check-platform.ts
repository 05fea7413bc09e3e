import { lookup } from "node:dns/promises";
import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Identity, StateDir } from "../state";
import { RefusedError } from "../transport/http";
import { openPlatform } from "../transport/open-platform";
import { causeOf, type Finding, fail, ok, warn } from "./finding";

const TIMEOUT_MS = 5_000;
const GOOD_SKEW_MS = 2_000;
const WORST_SKEW_MS = 60_000;
const CERTIFICATE_WARNING_MS = 14 * 24 * 3_600_000;

interface Enrolled {
  state: StateDir;
  identity: Identity;
}

/** The way to the platform, step by step, up to the first that fails: what comes after it would fail for the same reason. */
export async function checkPlatform({ state, identity }: Enrolled, isRunning: boolean): Promise<Finding[]> {
  const url = new URL(identity.url);
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const steps = [
    () => checkName(host),
    () => checkTcp(host, port),
    ...(url.protocol === "https:" ? [() => checkTls(host, port)] : []),
    () => checkHttp(url),
    () => (isRunning ? heldByAgent() : checkSignature({ state, identity })),
  ];
  const findings: Finding[] = [];
  for (const step of steps) {
    const found = await step();
    findings.push(...found);
    if (found.some(({ status }) => status === "fail")) break;
  }
  return findings;
}

async function checkName(host: string): Promise<Finding[]> {
  try {
    const { address } = await lookup(host);
    return [ok("platform name", `${host} is ${address}.`)];
  } catch (error) {
    return [fail("platform name", `${host} cannot be resolved: ${causeOf(error)}.`, "Check /etc/resolv.conf and DNS.")];
  }
}

function opened(socket: ReturnType<typeof connect>, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((settle, refuse) => {
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("no answer in time")));
    socket.once(event, () => settle());
    socket.once("error", refuse);
  });
}

async function checkTcp(host: string, port: number): Promise<Finding[]> {
  const socket = connect({ host, port });
  try {
    await opened(socket, "connect");
    return [ok("platform port", `${host}:${port} takes connections.`)];
  } catch (error) {
    const todo = "Check that the platform is up, and that a firewall lets this host out to that port.";
    return [fail("platform port", `${host}:${port} cannot be reached: ${causeOf(error)}.`, todo)];
  } finally {
    socket.destroy();
  }
}

async function checkTls(host: string, port: number): Promise<Finding[]> {
  const socket = connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) });
  try {
    await opened(socket, "secureConnect");
    const endsAt = Date.parse(socket.getPeerCertificate().valid_to);
    const days = Math.floor((endsAt - Date.now()) / 86_400_000);
    if (endsAt - Date.now() < CERTIFICATE_WARNING_MS)
      return [warn("platform TLS", `The certificate ends in ${days} days.`, "Tell the platform's operations.")];
    return [ok("platform TLS", `The certificate is trusted, for ${days} more days.`)];
  } catch (error) {
    const todo = "Check this host's clock and its certificate authorities (ca-certificates), and proxies on the way.";
    return [fail("platform TLS", `The platform's certificate is not accepted: ${causeOf(error)}.`, todo)];
  } finally {
    socket.destroy();
  }
}

async function checkHttp(url: URL): Promise<Finding[]> {
  const sentMs = Date.now();
  const response = await fetch(new URL("/api/health?live", url), { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: unknown) => causeOf(error),
  );
  if (typeof response === "string")
    return [fail("platform", `It gave no answer: ${response}.`, "Check that this is the platform's address.")];
  await response.body?.cancel();
  const answers =
    response.status < 500
      ? ok("platform", `It answers (${response.status}).`)
      : fail("platform", `It answers with an error (${response.status}).`, "Wait, and tell the platform's operations.");
  return [answers, clockFinding(response.headers.get("date"), sentMs, Date.now())];
}

/** The platform's clock by the second that its answer names, somewhere between the request and the answer. */
export function clockFinding(date: string | null, sentMs: number, receivedMs: number): Finding {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs))
    return warn("clock", "The platform's answer names no time.", "Nothing, if the clock is right.");
  const fastMs = sentMs - (theirs + 1_000);
  const slowMs = theirs - receivedMs;
  const skewMs = Math.max(0, fastMs, slowMs);
  const says = `This host's clock is ${Math.ceil(skewMs / 1_000)} s ${fastMs > slowMs ? "fast" : "slow"}.`;
  const todo = "Have it set by NTP: systemctl enable --now systemd-timesyncd, or chrony.";
  if (skewMs <= GOOD_SKEW_MS) return ok("clock", "This host's clock agrees with the platform's.");
  return skewMs < WORST_SKEW_MS ? warn("clock", says, todo) : fail("clock", says, todo);
}

async function heldByAgent(): Promise<Finding[]> {
  return [ok("signature", "Left to the running agent; its log says platform-failed where it is refused.")];
}

async function checkSignature({ state, identity }: Enrolled): Promise<Finding[]> {
  try {
    const { client } = await openPlatform(state, identity, await state.nextRun());
    await client.desired(0, 0);
    return [ok("signature", "The platform knows this host, and takes what it signs.")];
  } catch (error) {
    const todo =
      error instanceof RefusedError
        ? "Look at the host in the operator portal: it may be retired, or locked because its key was seen elsewhere."
        : "Run this again; tell the platform's operations if it stays.";
    return [fail("signature", `The platform refuses this host: ${causeOf(error)}`, todo)];
  }
}
