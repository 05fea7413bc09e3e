import { setTimeout as sleep } from "node:timers/promises";
import type { LeaseRecord } from "./lease-record";
import { UNREACHABLE_AFTER_FAILURES } from "./lease-record";
import { readSshHostKey } from "./ssh-host-key";
import { answersSsh } from "./ssh-probe";

const BOOT_POLL_MS = 100;
const UNREACHABLE_POLL_MS = 1_000;
const PROBE_TIMEOUT_MS = 2_000;
/** A server pays for each key exchange: its key is asked for seldom, and whenever it may be another server's. */
const KEY_INTERVAL_MS = 10 * 60_000;
const NO_KEY_INTERVAL_MS = 60_000;

export interface MonitorOptions {
  record: LeaseRecord;
  address: string;
  /** How often an instance that answers is asked again. */
  intervalMs: () => number;
  onChange: () => void;
  signal: AbortSignal;
}

/** Follows one container's SSH from outside it, until the container or the agent ends. */
export async function monitorSsh({ record, address, intervalMs, onChange, signal }: MonitorOptions): Promise<void> {
  const containerId = record.container?.containerId;
  const isStillThere = () =>
    !signal.aborted && record.container?.containerId === containerId && record.container?.status === "running";
  let keyDueAt = 0;
  while (isStillThere()) {
    const port = record.container?.sshPort;
    const answers = port ? await answersSsh(address, port, PROBE_TIMEOUT_MS) : false;
    if (!isStillThere()) return;
    note(record, answers, onChange);
    if (!answers) keyDueAt = 0;
    else if (port && performance.now() >= keyDueAt) {
      const key = await readSshHostKey(address, port, PROBE_TIMEOUT_MS);
      if (!isStillThere()) return;
      keyDueAt = performance.now() + (key === null ? NO_KEY_INTERVAL_MS : KEY_INTERVAL_MS);
      noteKey(record, key, onChange);
    }
    const { everAnswered, failuresInRow } = record.ssh;
    const waitMs = !everAnswered ? BOOT_POLL_MS : failuresInRow > 0 ? UNREACHABLE_POLL_MS : intervalMs();
    await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

function note({ ssh }: LeaseRecord, answers: boolean, onChange: () => void): void {
  const wasReachable = ssh.everAnswered && ssh.failuresInRow < UNREACHABLE_AFTER_FAILURES;
  if (answers) ssh.everAnswered = true;
  ssh.failuresInRow = answers ? 0 : ssh.failuresInRow + 1;
  const isReachable = ssh.everAnswered && ssh.failuresInRow < UNREACHABLE_AFTER_FAILURES;
  if (wasReachable !== isReachable) onChange();
}

/** One that is not told this time may be a server that is busy: what it was stays known. */
function noteKey({ ssh }: LeaseRecord, key: string | null, onChange: () => void): void {
  if (key === null || key === ssh.hostKey) return;
  ssh.hostKey = key;
  onChange();
}
