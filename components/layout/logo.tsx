import { cn } from "@/components/ui/cn";

export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <rect width="24" height="24" rx="6" className="fill-primary" />
      <g fill="none" strokeWidth="1.75" strokeLinecap="round" className="stroke-primary-foreground">
        <path d="M6 18.5V12a6 6 0 0 1 12 0v6.5" />
        <path d="M9.5 18.5V12.5a2.5 2.5 0 0 1 5 0v6" />
      </g>
    </svg>
  );
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={cn("flex items-center gap-2 font-semibold text-base text-foreground", className)}>
      <Logo />
      Openhall
    </span>
  );
}
