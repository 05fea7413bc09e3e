import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AgentError } from "../errors";

/** Beside the agent where it is one file, else where the repository has them. */
const profilesDir =
  ["profiles", "../../stand-ins/accelerators/profiles"]
    .map((path) => join(import.meta.dirname, path))
    .find((path) => existsSync(path)) ?? "";

export const profileSchema = z.strictObject({
  title: z.string(),
  vendor: z.enum(["NVIDIA", "AMD", "Huawei"]),
  reportedName: z.string(),
  memoryMib: z.number().int().positive(),
  pciId: z.string().nullable(),
  driverVersion: z.string(),
  count: z.number().int().min(1).max(16),
});
export type Profile = z.infer<typeof profileSchema>;

export async function listProfiles(): Promise<string[]> {
  const names = await readdir(profilesDir).catch(() => []);
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

export async function getProfile(name: string): Promise<Profile> {
  const known = await listProfiles();
  if (!known.includes(name)) {
    throw new AgentError(`There is no profile "${name}" to simulate. Known: ${known.join(", ")}.`, 2);
  }
  return profileSchema.parse(JSON.parse(await readFile(join(profilesDir, `${name}.json`), "utf8")));
}
