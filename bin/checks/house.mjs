import { missingOptional } from "../lock.mjs";
import { isCode, listFiles, readText, sizeOf } from "./tree.mjs";

/** The house's own rules about files. Each check takes the root of a tree and returns its faults, a line each. */

const shouting = new Set(["README.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE", "Dockerfile"]);
const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const routeSegment = /^(\([a-z]+(-[a-z]+)*\)|\[{1,2}(\.\.\.)?[a-zA-Z]+\]{1,2}|@[a-z-]+|_[a-z-]+)$/;
const generated = /^drizzle\//;
const vagueNames = /^(index|utils|helpers|service|manager|repository)\.tsx?$/;

export function checkNames(tree) {
  return listFiles(tree).flatMap((file) => {
    if (generated.test(file)) return [];
    const parts = file.split("/");
    const bad = parts.filter((part) => !kebab.test(part) && !shouting.has(part) && !routeSegment.test(part));
    const faults = bad.map((part) => `${file}: "${part}" is not kebab-case`);
    const inDomain = parts[0] === "lib" && parts.length > 2;
    if (inDomain && vagueNames.test(parts.at(-1))) faults.push(`${file}: name the file for what it holds`);
    return faults;
  });
}

const vendored = /^components\/ui\//;

function limitOf(file) {
  const name = file.split("/").at(-1);
  if (file.startsWith("app/") && name === "page.tsx") return 150;
  if (file.startsWith("app/") && (name === "route.ts" || name === "actions.ts")) return 60;
  if (file === "ARCHITECTURE.md") return 250;
  if (file === "CONTRIBUTING.md") return 150;
  if (/^lib\/[a-z]+\/README\.md$/.test(file)) return 60;
  return isCode(file) ? 250 : Number.POSITIVE_INFINITY;
}

export function checkSizes(tree) {
  return listFiles(tree).flatMap((file) => {
    const limit = limitOf(file);
    if (generated.test(file) || vendored.test(file) || limit === Number.POSITIVE_INFINITY) return [];
    const lines = readText(tree, file).trimEnd().split("\n").length;
    return lines > limit ? [`${file}: ${lines} lines, at most ${limit}`] : [];
  });
}

/** `npm ci` must pass on every platform, from any registry, with the versions that were tried here. */
export function checkLock(tree) {
  const lock = JSON.parse(readText(tree, "package-lock.json"));
  const manifest = JSON.parse(readText(tree, "package.json"));
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  const inexact = Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  const unlocked = Object.entries(wanted).filter(([name, version]) => locked(lock, name) !== version);
  const resolved = Object.keys(lock.packages).filter((name) => lock.packages[name].resolved);
  return [
    ...inexact.map(([name, version]) => `package.json: ${name} ${version} is not an exact version`),
    ...unlocked.map(([name, version]) => `package-lock.json: ${name} ${version} is not what is locked: npm run lock`),
    ...missingOptional(lock).map(({ from, name }) => `package-lock.json: ${name} of ${from} is missing: npm run lock`),
    ...resolved.map((name) => `package-lock.json: ${name} names the registry it came from: npm run lock`),
  ];
}

const locked = (lock, name) => lock.packages[`node_modules/${name}`]?.version;

const largestTextBytes = 2_000_000;
const registryAddress = /https?:\/\/[^\s"'`)]*(npm|registry|artifactory|verdaccio|nexus)[^\s"'`)]*/gi;
const registrySetting = /^\s*(@[\w-]+:)?registry\s*=/m;
const notRegistries = /^https?:\/\/((www|docs)\.npmjs\.com|tidelift\.com\/funding)(\/|$)/;

/** A clone installs from the registry of whoever clones it. */
export function checkRegistry(tree) {
  return listFiles(tree).flatMap((file) => {
    if (sizeOf(tree, file) > largestTextBytes || /\.(png|jpg|ico|woff2)$/.test(file)) return [];
    const text = readText(tree, file);
    const addresses = [...new Set(text.match(registryAddress) ?? [])].filter((address) => !notRegistries.test(address));
    const faults = addresses.map((address) => `${file}: names a registry, ${address}`);
    if (file.endsWith(".npmrc") && registrySetting.test(text)) faults.push(`${file}: sets a registry`);
    return faults;
  });
}
