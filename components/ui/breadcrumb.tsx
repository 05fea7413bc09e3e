import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { cn } from "./cn";

export type Crumb = { label: string; href?: string | undefined; mono?: boolean };

export function Breadcrumb({ items, className }: { items: readonly Crumb[]; className?: string }) {
  return (
    <nav aria-label="Breadcrumb" className={cn("min-w-0", className)}>
      <ol className="flex min-w-0 items-center gap-1 text-muted-foreground">
        {items.map((item, index) => (
          <li key={`${item.label}-${item.href}`} className="flex min-w-0 items-center gap-1 last:min-w-16">
            {index > 0 ? <ChevronRight aria-hidden className="size-3.5 shrink-0 opacity-60" /> : null}
            {item.href ? (
              <Link
                href={item.href}
                className={cn("truncate rounded-sm hover:text-foreground", item.mono && "font-mono")}
              >
                {item.label}
              </Link>
            ) : (
              <span aria-current="page" className={cn("truncate text-foreground", item.mono && "font-mono")}>
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
