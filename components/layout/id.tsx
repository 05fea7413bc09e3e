import Link from "next/link";
import { CopyButton } from "@/components/ui/copy-button";
import { shortId } from "./short-id";

type IdProps = { value: string; href?: string; full?: boolean };

export function Id({ value, href, full = false }: IdProps) {
  const text = full ? value : shortId(value);
  return (
    <span className="inline-flex min-w-0 items-center gap-0.5 align-middle font-mono text-xs">
      {href ? (
        <Link href={href} title={value} className="truncate rounded-sm text-primary hover:underline">
          {text}
        </Link>
      ) : (
        <span title={value} className="truncate">
          {text}
        </span>
      )}
      <CopyButton value={value} label={`Copy ${value}`} />
    </span>
  );
}
