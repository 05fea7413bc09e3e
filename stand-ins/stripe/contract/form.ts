/** Stripe's form encoding: `a[b][0]=c` is `{ a: { b: ["c"] } }`, and `a[]=b` appends. */
export function parseForm(text: string): Record<string, unknown> {
  const root: Branch = new Map();
  for (const [name, value] of new URLSearchParams(text)) {
    const keys = name.split("[").map((part, position) => (position === 0 ? part : part.replace(/\]$/, "")));
    let branch = root;
    for (const [position, key] of keys.entries()) {
      const at = key === "" ? String(branch.size) : key;
      if (position === keys.length - 1) {
        branch.set(at, value);
        break;
      }
      const next = branch.get(at);
      const child: Branch = next instanceof Map ? next : new Map();
      branch.set(at, child);
      branch = child;
    }
  }
  return objectOf(root);
}

type Branch = Map<string, string | Branch>;

const objectOf = (branch: Branch): Record<string, unknown> =>
  Object.fromEntries([...branch].map(([key, value]) => [key, value instanceof Map ? plainOf(value) : value]));

function plainOf(branch: Branch): unknown {
  const isList = branch.size > 0 && [...branch.keys()].every((key, position) => key === String(position));
  if (!isList) return objectOf(branch);
  return [...branch.values()].map((value) => (value instanceof Map ? plainOf(value) : value));
}
