import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { type Tone, toneText } from "./tone";

const icons = {
  neutral: Info,
  accent: Info,
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};

const frames: Record<Tone, string> = {
  neutral: "bg-muted",
  accent: "border-primary/30 bg-primary-soft",
  info: "border-info/30 bg-info-soft",
  success: "border-success/30 bg-success-soft",
  warning: "border-warning/30 bg-warning-soft",
  danger: "border-danger/30 bg-danger-soft",
};

type AlertProps = { tone?: Tone; title?: ReactNode; action?: ReactNode; className?: string; children?: ReactNode };

export function Alert({ tone = "neutral", title, action, className, children }: AlertProps) {
  const Icon = icons[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cn(
        "flex flex-wrap items-start gap-x-4 gap-y-2 rounded-md border px-3 py-2.5",
        frames[tone],
        className,
      )}
    >
      <div className="flex min-w-0 flex-[1_1_16rem] items-start gap-2.5">
        <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneText[tone])} />
        <div className="min-w-0">
          {title ? <p className="font-medium">{title}</p> : null}
          {children}
        </div>
      </div>
      {action ? <div className="flex shrink-0 items-center gap-2">{action}</div> : null}
    </div>
  );
}
