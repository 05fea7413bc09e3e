const isTerminal = process.stdout.isTTY === true;
const running = new Map();
let isTicking = false;

export const formatSeconds = (durationMs) => `${(durationMs / 1000).toFixed(1).padStart(6)} s`;

export function printLine(text = "") {
  if (isTerminal) process.stdout.write("\r\x1b[2K");
  process.stdout.write(`${text}\n`);
  showRunning();
}

/**
 * Runs one step and prints its time, its name and what `explain` says of the result. Steps may overlap; a terminal shows those under way.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {(result: T) => string} [explain]
 * @returns {Promise<T>}
 */
export async function step(name, work, explain = () => "") {
  const since = performance.now();
  running.set(name, since);
  if (isTerminal && !isTicking) setInterval(showRunning, 250).unref();
  isTicking = isTerminal;
  try {
    const result = await work();
    finish(name, since, explain(result));
    return result;
  } catch (error) {
    finish(name, since, "failed");
    throw error;
  }
}

function finish(name, since, detail) {
  running.delete(name);
  printLine(`${formatSeconds(performance.now() - since)}  ${name.padEnd(17)} ${detail}`.trimEnd());
}

function showRunning() {
  if (!isTerminal || running.size === 0) return;
  const parts = [...running].map(([name, since]) => `${name} ${Math.round((performance.now() - since) / 1000)} s`);
  process.stdout.write(`\r\x1b[2K        ... ${parts.join(", ")}`);
}
