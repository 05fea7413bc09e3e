type Fields = Record<string, unknown>;

/** `priceMicrosPerHour` as `price micros per hour`. */
const words = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll("_", " ");

function shown(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Each changed field as it was and as it is. */
export function ChangeList({ before, after }: { before: Fields; after: Fields }) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    <ul className="flex flex-col gap-1.5">
      {names.map((name) => (
        <li key={name} className="min-w-0 rounded-md border px-3 py-2">
          <span className="block text-muted-foreground text-xs">{words(name)}</span>
          <del className="break-words text-muted-foreground">{shown(before[name])}</del>
          <span aria-hidden> → </span>
          <ins className="break-words no-underline">{shown(after[name])}</ins>
        </li>
      ))}
    </ul>
  );
}

export function FieldList({ fields }: { fields: Fields }) {
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
      {Object.entries(fields).map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-muted-foreground text-xs">{words(name)}</dt>
          <dd className="break-words">{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
