import { CopyButton } from "@/components/ui/copy-button";

type CopyTextProps = { value: string; prompt?: string; label?: string };

/** A command or a value that is meant to be taken elsewhere, whole, in one click. */
export function CopyText({ value, prompt, label = "Copy" }: CopyTextProps) {
  return (
    <div className="flex min-w-0 items-start gap-2 rounded-md border bg-muted py-1 pr-1 pl-3">
      <pre className="min-w-0 flex-1 overflow-x-auto whitespace-pre-wrap break-all py-1 text-xs leading-4">
        {prompt ? (
          <span aria-hidden className="select-none pr-2 text-muted-foreground">
            {prompt}
          </span>
        ) : null}
        <code>{value}</code>
      </pre>
      <CopyButton value={value} label={label} />
    </div>
  );
}
