import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { recordInstalled, root, runQuietly } from "./dependencies.mjs";

const systems = /darwin|win32|windows|linux|android|freebsd|netbsd|openbsd|sunos|aix|openharmony/;
const processors = /x64|arm64|arm|ia32|ppc64|riscv64|s390x|loong64|mips64el|wasm32/;

/**
 * The optional dependencies that a lock names and does not hold. A registry that serves the packages of one platform only leaves the others
 * out, and `npm ci` then refuses everywhere; an entry without an integrity is enough for it, and is fetched only on the platform it is for.
 */
export function missingOptional(lock) {
  return Object.entries(lock.packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isHeld(lock, from, name))
      .map(([name, range]) => ({ from, name, range, isDev: entry.dev === true })),
  );
}

/** Whether Node would find the package from there: in its own node_modules, or in one further up. */
function isHeld(lock, from, name) {
  for (let directory = from; ; ) {
    if (lock.packages[`${directory ? `${directory}/` : ""}node_modules/${name}`]) return true;
    if (!directory) return false;
    const up = directory.lastIndexOf("/node_modules/");
    directory = up < 0 ? "" : directory.slice(0, up);
  }
}

function complete(lock) {
  const missing = missingOptional(lock);
  for (const { from, name, range, isDev } of missing) {
    const place = `${from ? `${from}/` : ""}node_modules/${name}`;
    lock.packages[place] = entryOf(name, range.replace(/^[^\d]*/, ""), isDev);
  }
  for (const entry of Object.values(lock.packages)) delete entry.resolved;
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return missing.length;
}

/**
 * The platform is read from the package's name, as its own manifest cannot be had; what names no system is installed nowhere.
 * The order of the keys is npm's, so that its next run changes nothing.
 */
function entryOf(name, version, isDev) {
  const system = systems.exec(name)?.[0].replace("windows", "win32") ?? "none";
  const processor = processors.exec(name)?.[0];
  const library = system === "linux" ? /musl|gnu/.exec(name)?.[0].replace("gnu", "glibc") : undefined;
  return {
    version,
    ...(processor && { cpu: [processor] }),
    ...(isDev && { dev: true }),
    ...(library && { libc: [library] }),
    optional: true,
    os: [system],
  };
}

async function main() {
  const file = path.join(root, "package-lock.json");
  const args = ["install", "--no-audit", "--no-fund"];
  const install = await runQuietly("npm", args, { cwd: root });
  if (install.code !== 0) {
    console.error(install.text);
    process.exit(1);
  }
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = complete(lock);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  recordInstalled();
  console.log(`package-lock.json is complete: ${added} entries for other platforms added.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
