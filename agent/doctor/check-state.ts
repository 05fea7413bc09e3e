import { access, constants, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Identity, openStateDir, type StateDir } from "../state";
import { readKey } from "../transport/key";
import { type Finding, fail, ok, warn } from "./finding";

export interface CheckedState {
  findings: Finding[];
  /** Null where the host is not enrolled, or what it was enrolled with cannot be read. */
  enrolled: { state: StateDir; identity: Identity } | null;
  /** Its agent runs: then its key is not used beside it, for the platform would take the one for the other's replay. */
  isRunning: boolean;
}

/** What lies in the state directory, looked at without making or changing anything there. */
export async function checkState(dir: string): Promise<CheckedState> {
  const there = await stat(dir).catch(() => null);
  const notEnrolled = (says: string): CheckedState => ({
    findings: [fail("enrolment", says, 'Run "enroll" with a token from the operator portal, or pass its --state-dir.')],
    enrolled: null,
    isRunning: false,
  });
  if (!there?.isDirectory()) return notEnrolled(`There is no state directory ${dir}.`);
  if (!(await canRead(dir)))
    return {
      ...notEnrolled(""),
      findings: [fail("state", `${dir} cannot be read by this user.`, "Run this as the user that the agent runs as.")],
    };
  const findings = [await checkKey(join(dir, "key"))];
  const state = await openStateDir(dir);
  const identity = await state.findIdentity().catch((error: Error) => error);
  if (identity instanceof Error)
    return {
      findings: [
        ...findings,
        fail("enrolment", identity.message, "Restore the file from a backup, or enrol the host again."),
      ],
      enrolled: null,
      isRunning: false,
    };
  if (identity === null) return notEnrolled(`${dir} is not enrolled.`);
  const { hostId, siteName, operatorName, url } = identity;
  findings.push(ok("enrolment", `Enrolled as ${hostId} at ${siteName} of ${operatorName}, with ${url}.`));
  const isRunning = await state.lock().then(
    (server) => {
      server.close();
      return false;
    },
    () => true,
  );
  findings.push(
    isRunning
      ? ok("agent", "The agent of this state directory is running.")
      : warn("agent", "No agent runs with this state directory.", "Start it: systemctl start openhall-agent, or run."),
  );
  return { findings, enrolled: { state, identity }, isRunning };
}

const canRead = (path: string) =>
  access(path, constants.R_OK | constants.X_OK).then(
    () => true,
    () => false,
  );

async function checkKey(path: string): Promise<Finding> {
  const found = await stat(path).catch(() => null);
  if (!found) return fail("key", `There is no key at ${path}.`, "Restore it from a backup, or enrol the host again.");
  const pem = await readFile(path, "utf8").catch(() => null);
  if (pem === null) return fail("key", `${path} cannot be read.`, "Run this as the user that the agent runs as.");
  try {
    readKey(pem);
  } catch {
    return fail("key", `${path} is damaged.`, "Restore it from a backup, or enrol the host again.");
  }
  if ((found.mode & 0o077) === 0) return ok("key", "The key is there, and for its owner alone.");
  return fail("key", `Others on this machine can read ${path}.`, `chmod 600 ${path}, and have the key replaced.`);
}
