/** Of a table of findings: what kind it is, and the sentence that says it. */
export function FindingCell({ label, summary }: { label: string; summary: string }) {
  return (
    <span className="flex min-w-0 max-w-80 flex-col whitespace-normal sm:min-w-56">
      {label}
      <span className="break-words text-muted-foreground text-xs">{summary}</span>
    </span>
  );
}
