import { isIP } from "node:net";
import { resolve } from "node:path";
import { isPrivateOnTheWay } from "@/lib/core/contracts/plain-http";
import { AgentError } from "./errors";

const DEFAULT_SOCKET = "/var/run/docker.sock";

export const defaultStateDir =
  process.env.OPENHALL_AGENT_STATE_DIR || resolve(import.meta.dirname, "../.openhall/agents/default");

const usage = (message: string) => new AgentError(message, 2);

export function parseUrl(value: string): string {
  const url = URL.parse(value);
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    throw usage(`--url "${value}" is not an address such as https://openhall.example.`);
  }
  if (url.username || url.password) throw usage("--url must not hold a name or a password.");
  if (!isPrivateOnTheWay(url)) throw usage(`--url "${value}" leads over the internet without TLS: use https.`);
  return url.origin;
}

export function parseToken(value: string): string {
  const token = value.trim();
  if (!/^oh_enrol_[A-Za-z0-9_-]{8,180}$/.test(token)) {
    throw usage("--token must be the token that the operator portal showed; it begins with oh_enrol_.");
  }
  return token;
}

export function parseAddress(value: string): string {
  const isName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(
    value,
  );
  if (isIP(value) === 0 && !isName) throw usage(`--address "${value}" is neither an IP address nor a host name.`);
  return value;
}

export function parseHostname(value: string): string {
  if (!/^[a-zA-Z0-9.-]{1,253}$/.test(value)) throw usage(`--hostname "${value}" is not a host name.`);
  return value;
}

export function parseSocket(value: string | undefined, dockerHost = process.env.DOCKER_HOST): string {
  if (value === "") throw usage("--docker-socket is empty.");
  const chosen = value ?? (dockerHost || DEFAULT_SOCKET);
  const path = chosen.startsWith("unix://") ? chosen.slice("unix://".length) : chosen;
  if (/^[a-z]+:\/\//.test(path)) {
    throw usage(
      `${value ? "--docker-socket" : "DOCKER_HOST"} "${chosen}" is not a socket on this host: pass --docker-socket.`,
    );
  }
  return resolve(path);
}

export function parsePort(flag: string, value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) throw usage(`${flag} "${value}" is no port.`);
  return port;
}

export function parseListenAddress(flag: string, value: string): string {
  if (isIP(value) === 0) throw usage(`${flag} "${value}" is no IP address.`);
  return value;
}
