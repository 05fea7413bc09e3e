import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "./button";

type PaginationProps = {
  /** Of what; a page may have several lists. */
  label: string;
  page: number;
  pageCount: number;
  summary?: ReactNode;
  hrefFor?: (page: number) => string;
  onPage?: (page: number) => void;
};

/** Pages count from 1. Give `hrefFor` in server components, `onPage` in client ones. */
export function Pagination({ label, page, pageCount, summary, hrefFor, onPage }: PaginationProps) {
  return (
    <nav aria-label={`Pages of ${label}`} className="flex flex-wrap items-center justify-between gap-3">
      <p className="tabular text-muted-foreground text-xs" aria-live="polite">
        {summary}
      </p>
      {pageCount > 1 ? (
        <div className="flex items-center gap-2">
          <Step label="Previous page" target={page - 1} enabled={page > 1} hrefFor={hrefFor} onPage={onPage}>
            <ChevronLeft aria-hidden />
          </Step>
          <span className="tabular text-muted-foreground text-xs">
            Page {page} of {pageCount}
          </span>
          <Step label="Next page" target={page + 1} enabled={page < pageCount} hrefFor={hrefFor} onPage={onPage}>
            <ChevronRight aria-hidden />
          </Step>
        </div>
      ) : null}
    </nav>
  );
}

type StepProps = {
  label: string;
  target: number;
  enabled: boolean;
  hrefFor: PaginationProps["hrefFor"];
  onPage: PaginationProps["onPage"];
  children: ReactNode;
};

function Step({ label, target, enabled, hrefFor, onPage, children }: StepProps) {
  if (enabled && hrefFor) {
    return (
      <Button asChild size="icon" aria-label={label}>
        <Link href={hrefFor(target)}>{children}</Link>
      </Button>
    );
  }
  return (
    <Button size="icon" aria-label={label} disabled={!enabled} onClick={onPage ? () => onPage(target) : undefined}>
      {children}
    </Button>
  );
}
