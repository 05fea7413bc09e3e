import { type ChildProcess, execFileSync, spawn } from "node:child_process";

/** Answers every connection with its port, and every question for an address with 203.0.113.10. */
const LISTENER = `
const [address, resolver, ...ports] = process.argv.slice(1);
let open = ports.length + (resolver === "none" ? 0 : 1);
const ready = () => --open === 0 && console.log("ready");
for (const port of ports)
  require("node:net").createServer((socket) => socket.on("error", () => {}).end("here " + port + "\\n")).listen(+port, address, ready);
const dns = require("node:dgram").createSocket("udp4");
dns.on("message", (question, from) => {
  const end = question.indexOf(0, 12) + 5;
  const answer = Buffer.concat([question.subarray(0, end), Buffer.from("c00c000100010000003c0004cb00710a", "hex")]);
  answer.writeUInt16BE(0x8180, 2);
  answer.writeUInt16BE(question.readUInt16BE(end - 4) === 1 ? 1 : 0, 6);
  answer.writeUInt32BE(0, 8);
  dns.send(question.readUInt16BE(end - 4) === 1 ? answer : answer.subarray(0, end), from.port, from.address);
});
if (resolver !== "none") dns.bind(53, resolver, ready);
`;

export const METADATA = "169.254.169.254";
export const INTERNET = "203.0.113.10";

const ip = (...args: string[]) => execFileSync("ip", args, { stdio: "pipe" });

/** Services that an instance may or may not reach: on its host, on the machine of the platform, at the end of the internet. */
export class Neighbourhood {
  readonly #children: ChildProcess[] = [];

  constructor(
    private readonly netns: string,
    private readonly internet: string,
  ) {}

  /** A namespace with the internet's address, the metadata service's and the resolver's, beside the host's. */
  async start(resolver: string | null): Promise<void> {
    ip("netns", "add", this.internet);
    ip("-n", this.netns, "link", "add", "wan", "type", "veth", "peer", "name", "wan", "netns", this.internet);
    ip("-n", this.netns, "addr", "add", "203.0.113.1/24", "dev", "wan");
    ip("-n", this.netns, "link", "set", "wan", "up");
    ip("-n", this.internet, "addr", "add", `${INTERNET}/24`, "dev", "wan");
    ip("-n", this.internet, "link", "set", "wan", "up");
    ip("-n", this.internet, "link", "set", "lo", "up");
    for (const address of [METADATA, ...(resolver ? [resolver] : [])]) {
      ip("-n", this.internet, "addr", "add", `${address}/32`, "dev", "lo");
      ip("-n", this.netns, "route", "add", `${address}/32`, "via", INTERNET);
    }
    await this.#listen(this.internet, ["80"], "0.0.0.0", resolver);
  }

  /** On all of the host's own addresses. */
  listenOnHost = (ports: string[]) => this.#listen(this.netns, ports);

  /** Where the platform is, as the host sees it. */
  listenOnMachine = (address: string, ports: string[]) => this.#listen(null, ports, address);

  async #listen(
    netns: string | null,
    ports: string[],
    address = "0.0.0.0",
    resolver: string | null = null,
  ): Promise<void> {
    const where = `--net=${netns === null ? "/proc/self/ns/net" : `/run/netns/${netns}`}`;
    const args = [where, process.execPath, "-e", LISTENER, address, resolver ?? "none", ...ports];
    const child = spawn("nsenter", args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#children.push(child);
    await new Promise<void>((settle, refuse) => {
      child.stdout?.once("data", () => settle());
      child.once("exit", () => refuse(new Error(`nobody listens in ${netns}`)));
    });
  }

  /** What the host itself gets there: without it, a refusal in an instance would say nothing. */
  fromHost(address: string, port: number): string {
    const command = `exec 3<>/dev/tcp/${address}/${port}; head -n 1 <&3`;
    return execFileSync("nsenter", [`--net=/run/netns/${this.netns}`, "timeout", "5", "bash", "-c", command], {
      encoding: "utf8",
    }).trim();
  }

  inHost(...command: string[]): string {
    return execFileSync("nsenter", [`--net=/run/netns/${this.netns}`, ...command], { encoding: "utf8" });
  }

  stop(): void {
    for (const child of this.#children) child.kill("SIGKILL");
    execFileSync("sh", ["-c", `ip netns del ${this.internet} 2>/dev/null; true`]);
  }
}
