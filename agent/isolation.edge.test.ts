import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { shortHash } from "../bin/engine/paths";
import { RENTAL_IMAGE } from "../bin/engine/rental-image";
import { INTERNET, METADATA, Neighbourhood } from "./testing/neighbourhood";
import { Rig } from "./testing/rig";

/** AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL NET_BIND_SERVICE SETGID SETUID SYS_CHROOT, as bits. */
const CAPABILITIES = (
  (1n << 29n) |
  1n |
  (1n << 1n) |
  (1n << 3n) |
  (1n << 4n) |
  (1n << 5n) |
  (1n << 10n) |
  (1n << 6n) |
  (1n << 7n) |
  (1n << 18n)
)
  .toString(16)
  .padStart(16, "0");
/** As of an agent's figures and of an engine that listens. */
const HOST_PORTS = ["9400", "2375"];
/** As of a web server and of PostgreSQL. */
const PLATFORM_PORTS = ["33000", "35432"];

const [, resolver = null] = /^nameserver (\d[\d.]+)$/m.exec(readFileSync("/etc/resolv.conf", "utf8")) ?? [];
const asked = resolver?.startsWith("127.") ? null : resolver;

describe.each([{ usernsRemap: false }, { usernsRemap: true }])(
  "in an instance, usernsRemap $usernsRemap",
  (options) => {
    let host: Rig;
    let around: Neighbourhood;
    let own: InstanceReport;
    let neighbour: InstanceReport;
    let machineAddress: string;
    const name = options.usernsRemap ? "remapped" : "isolated";

    const inside = (command: string) => host.ssh(own, command);
    /** What the other side says first, or that nobody does. */
    const reach = (address: string, port: number | string) =>
      inside(`nc -w 3 ${address} ${port} </dev/null 2>/dev/null | head -n 1 | grep . || echo refused`);

    beforeAll(async () => {
      host = await Rig.open(name, options);
      const { netns } = host.paths;
      around = new Neighbourhood(netns, `oh-net-${shortHash(host.key.stateDir, 6)}`);
      await around.start(asked);
      await around.listenOnHost(HOST_PORTS);
      machineAddress = host.engine.address.replace(/\d+$/, (last) => String(Number(last) - 1));
      await around.listenOnMachine(machineAddress, PLATFORM_PORTS);
      host.platform.want([host.leaseOn("lse_own", [1, 3]), host.leaseOn("lse_other", [0])]);
      neighbour = await host.reachable("lse_other");
      own = await host.reachable("lse_own");
    }, 240_000);

    afterAll(async () => {
      around?.stop();
      await host?.close();
    }, 60_000);

    test("the host says how it keeps instances apart, and that nothing is in the way", () => {
      const facts = host.platform.reports.at(-1)?.facts;
      expect(facts?.isolation).toEqual({ firewall: true, seccomp: true, userns: options.usernsRemap });
      expect(facts?.problems).toEqual([]);
    });

    test("another tenant's instance is not reached, by its own address or by the host's port", async () => {
      const inner = await host.addressOf("lse_other");
      expect(around.fromHost(inner, 22)).toContain("SSH-");
      expect(reach(inner, 22)).toBe("refused");
      expect(around.fromHost(host.engine.address, neighbour.sshPort ?? 0)).toContain("SSH-");
      expect(reach(host.engine.address, neighbour.sshPort ?? 0)).toBe("refused");
      expect(reach("203.0.113.1", neighbour.sshPort ?? 0)).toBe("refused");
      expect(
        reach(
          inner.replace(/\d+$/, (last) => String(Number(last) - 1)),
          neighbour.sshPort ?? 0,
        ),
      ).toBe("refused");
    });

    test("the host's own ports, such as the agent's figures and an engine's, are not reached by any of its addresses", async () => {
      const gateway = (await host.addressOf("lse_own")).replace(/\d+$/, (last) => String(Number(last) - 1));
      for (const port of HOST_PORTS)
        for (const address of [gateway, host.engine.address, "203.0.113.1"]) {
          expect(around.fromHost(address, Number(port))).toBe(`here ${port}`);
          expect([address, port, reach(address, port)]).toEqual([address, port, "refused"]);
        }
    });

    test("the platform's inner addresses and the cloud's metadata are not reached", () => {
      for (const port of PLATFORM_PORTS) {
        expect(around.fromHost(machineAddress, Number(port))).toBe(`here ${port}`);
        expect(reach(machineAddress, port)).toBe("refused");
      }
      expect(around.fromHost(METADATA, 80)).toBe("here 80");
      expect(reach(METADATA, 80)).toBe("refused");
    });

    test("the internet is reached, names are resolved, and a resolver answers nothing but names", () => {
      expect(reach(INTERNET, 80)).toBe("here 80");
      expect(inside("nc -w 3 127.0.0.1 22 </dev/null | head -n 1")).toContain("SSH-");
      if (!asked) return;
      expect(reach("internet.example", 80)).toBe("here 80");
      expect(around.fromHost(asked, 80)).toBe("here 80");
      expect(reach(asked, 80)).toBe("refused");
    });

    test("there is no IPv6 to go by", () => {
      expect(inside("cat /proc/net/if_inet6 2>/dev/null | grep -v ' lo$' | grep . || echo none")).toBe("none");
    });

    test("the engine's socket is not there", () => {
      expect(
        inside("ls /var/run/docker.sock /run/docker.sock 2>/dev/null; find / -xdev -type s | grep . || echo none"),
      ).toBe("none");
    });

    test("root has the capabilities that SSH needs, under seccomp and no-new-privileges", () => {
      const status = inside("grep -E '^(Cap(Eff|Prm|Bnd)|NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\t '");
      expect(status.split("\n").sort()).toEqual([
        `CapBnd:${CAPABILITIES}`,
        `CapEff:${CAPABILITIES}`,
        `CapPrm:${CAPABILITIES}`,
        "NoNewPrivs:1",
        "Seccomp:2",
      ]);
      expect(inside("tr -s ' ' </proc/self/uid_map | cut -d' ' -f3") === "0").toBe(!options.usernsRemap);
    });

    test("a program with another's rights gives none, where it does in a container of the ordinary kind", async () => {
      const attempt =
        "cp /bin/bash /tmp/bash; chmod 4755 /tmp/bash; start-stop-daemon -S -c nobody -x /tmp/bash -- -p -c 'echo uid $EUID'";
      const ordinary = await host.engine.docker.createContainer({
        Image: RENTAL_IMAGE,
        Entrypoint: ["sh", "-c", attempt],
      });
      await ordinary.start();
      await ordinary.wait();
      expect((await ordinary.logs({ stdout: true })).toString()).toContain("uid 0");
      await ordinary.remove();
      expect(inside(attempt)).toContain("uid 65534");
    });

    test("the kernel takes no mounts, modules, settings, namespaces or devices", () => {
      const attempts = [
        "mkdir -p /tmp/m && mount -t tmpfs none /tmp/m",
        "mount -o remount,rw /proc/sys",
        "echo x >/tmp/x.ko; insmod /tmp/x.ko",
        "echo 1 >/proc/sys/kernel/panic",
        "echo b >/proc/sysrq-trigger",
        "echo x >/sys/kernel/uevent_helper",
        "unshare -U true",
        "unshare -m true",
        "mknod /tmp/mem c 1 1",
        "hostname other",
        "dmesg",
      ];
      for (const attempt of attempts) {
        expect(
          inside(`(${attempt}) >/dev/null 2>&1 && echo "${attempt.replaceAll('"', "")} works" || echo refused`),
        ).toBe("refused");
      }
    });

    test("it has the accelerators that were leased and no other, and sees its own processes alone", () => {
      expect(inside("ls -d /dev/nvidia[0-9]*")).toBe("/dev/nvidia1\n/dev/nvidia3");
      expect(inside("ls /dev | grep -E '^(sd|vd|nvme|loop|mem|kmsg|fuse|kvm)' || echo none")).toBe("none");
      expect(Number(inside("ls -d /proc/[0-9]* | wc -l"))).toBeLessThan(20);
      expect(inside("tr '\\0' ' ' </proc/1/cmdline")).toContain("rental-init");
      expect(inside("grep -c openhall /proc/self/cgroup || true")).toBe("0");
    });

    test("a fork bomb meets the limit, and the neighbour does not notice", async () => {
      inside("sh -c 'for i in $(seq 400); do sleep 8 & done' >/dev/null 2>&1 </dev/null || true");
      const { Processes } = await host.engine.docker.getContainer("openhall-lse_own").top();
      expect(Processes.length).toBeGreaterThan(100);
      expect(Processes.length).toBeLessThanOrEqual(128);
      expect(host.ssh(neighbour, "echo well")).toBe("well");
    });

    test("its data is its own to write", () => {
      expect(
        host.ssh(neighbour, "echo kept >/workspace/file && cat /workspace/file && ls -ln /workspace/file | cut -c1-20"),
      ).toContain("kept");
    });
  },
);
