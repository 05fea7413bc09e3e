import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const SYSTEMD = "/lib/systemd/systemd";
const CGROUPS = "/sys/fs/cgroup/systemd";
const START_TIMEOUT_MS = 30_000;

/** Where the control groups are systemd's own hierarchy of the first version, which one may be given a part of. */
export const canRunSystemd = () => existsSync(SYSTEMD) && existsSync(join(CGROUPS, "cgroup.procs"));

/** This machine's files under a layer of its own, which goes with the namespaces; `$1` the folder, then pairs of what is bound where. */
const BOOT = `
dir=$1; shift
mkdir -p "$dir/layer" && mount -t tmpfs tmpfs "$dir/layer" && mkdir "$dir/layer/upper" "$dir/layer/work" "$dir/layer/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$dir/layer/upper,workdir=$dir/layer/work" "$dir/layer/root"
cd "$dir/layer/root"
cp -r "$dir/files/." .
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
mkdir sys/fs/cgroup/systemd && mount -t cgroup -o none,name=systemd,xattr cgroup sys/fs/cgroup/systemd
mount --rbind /dev dev
mount -t tmpfs -o mode=755 tmpfs run
while [ $# -gt 0 ]; do
  if [ -d "$1" ]; then mkdir -p "./$2"; else mkdir -p "./\${2%/*}"; touch "./$2"; fi
  mount --bind "$1" "./$2"
  shift 2
done
mkdir old && pivot_root . old && umount -l /old
exec env -i container=openhall PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=/etc/openhall-units \
  ${SYSTEMD} --system --unit=basic.target --log-target=console --show-status=0
`;

export interface SystemdOptions {
  dir: string;
  /** In whose network it runs. */
  netnsPath: string;
  /** Path to text; units lie in `/etc/openhall-units`, with no other of this machine's beside them. */
  files: Record<string, string>;
  /** What of this machine is seen where. */
  binds: Record<string, string>;
}

/** A systemd as the first process of namespaces of its own. */
export class Systemd {
  #output = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly cgroup: string,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        this.#output += chunk;
      });
  }

  static async start({ dir, netnsPath, files, binds }: SystemdOptions): Promise<Systemd> {
    const units = ["basic", "sysinit", "shutdown", "network-online"].map((name) => [
      `/etc/openhall-units/${name}.target`,
      "[Unit]\nDefaultDependencies=no\n",
    ]);
    for (const [path = "", content = ""] of [...units, ...Object.entries(files)]) {
      const file = join(dir, "files", path);
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, content);
    }
    const cgroup = join(CGROUPS, `openhall-${process.pid}`);
    mkdirSync(cgroup, { recursive: true });
    const namespaces = ["--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--cgroup"];
    const isolated = ["unshare", ...namespaces, "--propagation", "private", "bash", "-euc", BOOT, "boot", dir];
    const within = [`--net=${netnsPath}`, "sh", "-c", `echo $$ >${cgroup}/cgroup.procs; exec "$@"`, "sh"];
    const args = [...within, ...isolated, ...Object.entries(binds).flat()];
    const systemd = new Systemd(spawn("nsenter", args, { stdio: ["ignore", "pipe", "pipe"] }), cgroup);
    for (const deadline = performance.now() + START_TIMEOUT_MS; !systemd.isUp(); await sleep(50))
      if (performance.now() > deadline || systemd.child.exitCode !== null)
        throw new Error(`systemd did not start:\n${systemd.output()}`);
    return systemd;
  }

  output = () => this.#output;

  private isUp(): boolean {
    try {
      return this.run("systemctl", "is-active", "basic.target").trim() === "active";
    } catch {
      return false;
    }
  }

  /** In its namespaces, as root of the host. */
  run(...command: string[]): string {
    return execFileSync("nsenter", [...this.entering(), "--", ...command], { encoding: "utf8", stdio: "pipe" });
  }

  /** For what takes a while; answers the exit code and what was said. */
  async runAlong(...command: string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn("nsenter", [...this.entering(), "--", ...command], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output };
  }

  private entering(): string[] {
    const first = execFileSync("pgrep", ["-P", String(this.child.pid)], { encoding: "utf8" }).trim();
    return ["--target", first, "--mount", "--pid", "--net", "--root", "--wd"];
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, "exit");
      this.child.kill("SIGKILL");
      await ended;
    }
    // a group goes once the last of its processes has
    for (const deadline = performance.now() + START_TIMEOUT_MS; existsSync(this.cgroup); await sleep(50)) {
      execFileSync("sh", ["-c", `find ${this.cgroup} -depth -type d -exec rmdir {} + 2>/dev/null; true`]);
      if (performance.now() > deadline) throw new Error(`${this.cgroup} does not go`);
    }
  }
}
