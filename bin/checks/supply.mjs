import { existsSync } from "node:fs";
import path from "node:path";
import { readText } from "./tree.mjs";

/** What of other people's code may be here: versions with known holes, licences, and packages that nobody gave a reason for. */

const compare = (a, b) => {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).map(Number));
  for (let at = 0; at < 3; at++) if (left[at] !== right[at]) return (left[at] ?? 0) - (right[at] ?? 0);
  // 1.0.0-beta comes before 1.0.0.
  return (a.includes("-") ? 0 : 1) - (b.includes("-") ? 0 : 1);
};

const nameOf = (place) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);

function installed(tree) {
  const { packages } = JSON.parse(readText(tree, "package-lock.json"));
  return Object.entries(packages)
    .filter(([place]) => place.includes("node_modules/"))
    .map(([place, entry]) => ({ place, name: nameOf(place), ...entry }));
}

/** Every copy of a package in the lock, direct or not, is at least what `security/min-versions.json` asks for. */
export function checkVersions(tree) {
  const { packages, reviewedOn } = JSON.parse(readText(tree, "security/min-versions.json"));
  const copies = installed(tree);
  const faults = Object.entries(packages).flatMap(([name, { atLeast, why }]) =>
    copies
      .filter((copy) => copy.name === name && compare(copy.version, atLeast) < 0)
      .map((copy) => `${copy.place}: ${copy.version}, at least ${atLeast} (${why})`),
  );
  const unused = Object.keys(packages).filter((name) => !copies.some((copy) => copy.name === name));
  return [
    ...faults,
    ...unused.map((name) => `security/min-versions.json: ${name} is not in the lock file any more`),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(reviewedOn) ? [] : ["security/min-versions.json: reviewedOn is no date"]),
  ];
}

/** Each licence that a package names is one that `security/licences.json` admits, for everything or for development alone. */
export function checkLicences(tree) {
  const { everywhere, development, packages } = JSON.parse(readText(tree, "security/licences.json"));
  const admits = (list, expression) =>
    expression
      .replaceAll(/[()]/g, "")
      .split(/ OR /)
      .some((choice) => choice.split(/ AND /).every((one) => list.includes(one.trim())));
  const excused = Object.keys(packages);
  return installed(tree).flatMap((entry) => {
    const { place, name, dev, optional, version } = entry;
    if (excused.some((pattern) => name === pattern || (pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1)))))
      return [];
    const licence = entry.license ?? ownLicence(tree, place);
    // An optional part of another platform, which was never here to be read.
    if (licence === undefined) return optional ? [] : [`${place}: ${version} names no licence`];
    if (admits(everywhere, licence) || (dev && admits(development, licence))) return [];
    return [`${place}: ${version} is under ${licence}`];
  });
}

function ownLicence(tree, place) {
  const file = path.join(tree, place, "package.json");
  if (!existsSync(file)) return undefined;
  const { license, licenses } = JSON.parse(readText(tree, `${place}/package.json`));
  return license ?? licenses?.map((one) => one.type).join(" OR ");
}

/** Each package that we ask for is named in ARCHITECTURE.md, where its reason stands. */
export function checkReasons(tree) {
  const manifest = JSON.parse(readText(tree, "package.json"));
  const text = readText(tree, "ARCHITECTURE.md");
  const start = text.indexOf("## Dependencies, and why");
  const reasons = text.slice(start, text.indexOf("\n## ", start + 1));
  const words = new Set(reasons.split(/[\s,;:()]+/).map((word) => word.replace(/[.]$/, "")));
  // Types and parts of another package go with it.
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    (name) => !name.startsWith("@types/"),
  );
  return names
    .filter((name) => !words.has(name) && !words.has(name.replace(/^@\w[\w-]*\//, "")))
    .map((name) => `ARCHITECTURE.md: ${name} is among no dependency's reasons`);
}
