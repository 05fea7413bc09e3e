import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectNode, root, runQuietly, stateDir } from "./dependencies.mjs";

const sources = ["app", "components", "lib", "db", "public", "proxy.ts", "package-lock.json", "tsconfig.json"];
const notBuilt = /\.test\.tsx?$|(^|\/)(testing|seed)(\/|$)/;
const stampFile = path.join(stateDir, "build.sha256");

/** Runs `next build` where the sources differ from those of the last build. Returns what was done, in words. */
export async function ensureBuild() {
  const hash = hashSources();
  const isCurrent = existsSync(path.join(root, ".next/BUILD_ID")) && readStamp() === hash;
  if (isCurrent) return "up to date";

  rmSync(stampFile, { force: true });
  const args = ["node_modules/next/dist/bin/next", "build"];
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const output = await runQuietly(projectNode, args, { cwd: root, env });
  mkdirSync(path.join(stateDir, "logs"), { recursive: true });
  writeFileSync(path.join(stateDir, "logs/build.log"), output.text);
  if (output.code !== 0) throw new Error(`next build failed (exit ${output.code}):\n${lastLines(output.text, 40)}`);
  writeFileSync(stampFile, `${hash}\n`);
  return "built";
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, "utf8").trim() : "";
}

function hashSources() {
  const hash = createHash("sha256");
  const configs = readdirSync(root).filter((name) => /^(next|postcss)\.config\./.test(name));
  for (const name of [...sources, ...configs]) addTo(hash, name);
  return hash.digest("hex");
}

function addTo(hash, name) {
  const file = path.join(root, name);
  if (!existsSync(file) || notBuilt.test(name)) return;
  if (statSync(file).isDirectory()) {
    for (const entry of readdirSync(file).sort()) addTo(hash, `${name}/${entry}`);
    return;
  }
  hash.update(`${name}\0`).update(readFileSync(file)).update("\0");
}

function lastLines(text, count) {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
