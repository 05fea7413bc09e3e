import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shortHash } from "../bin/engine/paths";
import { Neighbourhood } from "./testing/neighbourhood";
import { Rig } from "./testing/rig";

const PORT = "9400";

let host: Rig;
let around: Neighbourhood;

beforeAll(async () => {
  host = await Rig.open("fenced");
  const { netns } = host.paths;
  around = new Neighbourhood(netns, `oh-net-${shortHash(host.key.stateDir, 6)}`);
  await around.listenOnHost([PORT]);
}, 240_000);

afterAll(async () => {
  around?.stop();
  await host?.close();
}, 60_000);

const networks = async () => {
  const all = await host.engine.docker.listNetworks();
  return all.filter(({ Labels }) => Labels?.["openhall.lease"]);
};

test("each lease has a network of its own, which goes with it", async () => {
  host.platform.want([host.leaseOn("lse_a", [0]), host.leaseOn("lse_b", [1])]);
  await Promise.all([host.reachable("lse_a"), host.reachable("lse_b")]);
  const subnets = (await networks()).map(({ IPAM }) => IPAM?.Config?.[0]?.Subnet);
  expect(subnets).toHaveLength(2);
  expect(new Set(subnets).size).toBe(2);
  host.platform.want([host.leaseOn("lse_a", [0])]);
  await host.until(async () => (await networks()).length === 1);
});

test.runIf(existsSync("/proc/net/if_inet6"))("what an instance sends by IPv6 is dropped", () => {
  for (const chain of ["FORWARD", "INPUT"])
    expect(around.inHost("ip6tables", "-S", `OPENHALL-${chain}`)).toContain(`-A OPENHALL-${chain} -i ohl+ -j DROP`);
});

test("what somebody takes out of the firewall is put back, and until then it is missed", async () => {
  const own = await host.reachable("lse_a");
  const reach = () =>
    host.ssh(own, `nc -w 3 ${host.engine.address} ${PORT} </dev/null 2>&1 | grep -o here || echo refused`);
  expect(reach()).toBe("refused");
  host.agent.child.kill("SIGSTOP");
  around.inHost("iptables", "-F", "OPENHALL-INPUT");
  expect(reach()).toBe("here");
  host.agent.child.kill("SIGCONT");
  await host.until(() => reach() === "refused");
  around.inHost("iptables", "-I", "INPUT", "1", "-j", "ACCEPT");
  await host.until(() => reach() === "refused");
});

test("a host that cannot keep instances apart says so, starts none, and leaves alone what runs", async () => {
  await host.agent.end("SIGTERM");
  const file = join(host.engine.agentStateDir, "identity.json");
  const identity = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...identity, engineNetns: "/run/netns/nowhere" }));
  const reported = host.platform.reports.length;
  void host.start();
  host.platform.want([host.leaseOn("lse_a", [0]), host.leaseOn("lse_c", [2])]);
  const failed = await host.waitFor("lse_c", ({ phase }) => phase === "failed");
  expect(failed.reason).toContain("Instances cannot be isolated");
  const last = host.platform.reports.at(-1);
  expect(host.platform.reports.length).toBeGreaterThan(reported);
  expect(last?.facts.problems.join()).toContain("Instances cannot be isolated");
  expect(last?.facts.isolation?.firewall).toBe(false);
  await host.reachable("lse_a");
  const running = await host.engine.docker.listContainers();
  expect(running.map(({ Names }) => Names[0])).toEqual(["/openhall-lse_a"]);
});
