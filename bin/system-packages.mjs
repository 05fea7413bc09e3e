import { existsSync, readFileSync } from "node:fs";
import { runQuietly } from "./dependencies.mjs";

/** What the tests need beyond npm, each told by a file so that a second run asks the file system alone. */
const packages = [
  { name: "chromium", files: ["/usr/bin/chromium"] },
  { name: "docker.io", files: ["/usr/sbin/dockerd", "/usr/bin/dockerd"] },
  { name: "iptables", files: ["/usr/sbin/iptables"] },
  { name: "iproute2", files: ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"] },
  { name: "openssh-client", files: ["/usr/bin/ssh"] },
  { name: "hledger", files: ["/usr/bin/hledger"] },
  { name: "fonts-dejavu-core", files: ["/usr/share/fonts/truetype/dejavu"] },
];

const listMissing = () =>
  packages.filter(({ files }) => !files.some((file) => existsSync(file))).map(({ name }) => name);

/** Installs what is missing on Debian as root. Returns what was done, or what is missing, in words. */
export async function ensureSystemPackages() {
  const missing = listMissing();
  if (missing.length === 0) return "all there";
  if (!isDebian() || process.getuid?.() !== 0) {
    return `missing: ${missing.join(" ")}; their tests will fail (on Debian or Ubuntu, as root, this installs them)`;
  }
  await apt(["update"]).catch(() => undefined);
  await apt(["install", "-y", "--no-install-recommends", ...missing]);
  return `installed ${missing.join(" ")}`;
}

function isDebian() {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?=.*debian/m.test(release) && existsSync("/usr/bin/apt-get");
}

async function apt(args) {
  // Another apt may hold the lock for the length of its run.
  const { code, text } = await runQuietly("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=300", ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (code !== 0) throw new Error(`apt-get ${args.join(" ")} failed (exit ${code}):\n${text}`);
}
