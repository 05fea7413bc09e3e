import { Check } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";

const steps = [
  { key: "site", title: "Create a site", text: "Where your machines stand.", href: "/operator/sites" },
  {
    key: "host",
    title: "Enrol a host",
    text: "Run one command on it; it reports its accelerators.",
    href: "/operator/sites",
  },
  {
    key: "offer",
    title: "Publish an offer",
    text: "Your price per accelerator-hour, from when to when.",
    href: "/operator/offers",
  },
] as const;

/** What stands between the operator and its first lease; the next step has the button. */
export function FirstSteps({ done }: { done: Record<(typeof steps)[number]["key"], boolean> }) {
  const next = steps.find((step) => !done[step.key]);
  return (
    <Card>
      <CardHeader title="Start earning" description="Three steps until customers can lease your accelerators." />
      <ol className="divide-y">
        {steps.map((step, index) => (
          <li key={step.key} className="flex flex-wrap items-center gap-3 px-4 py-3">
            <span
              className={cn(
                "tabular flex size-6 shrink-0 items-center justify-center rounded-full border font-medium text-xs",
                done[step.key] && "border-transparent bg-success-soft text-success",
              )}
            >
              {done[step.key] ? <Check aria-label="done" className="size-3.5" /> : index + 1}
            </span>
            <div className="min-w-0 flex-1">
              <p className={cn("font-medium", done[step.key] && "text-muted-foreground")}>{step.title}</p>
              <p className="text-muted-foreground text-xs">{step.text}</p>
            </div>
            {step === next ? (
              <Button asChild variant="primary" size="sm">
                <Link href={step.href}>{step.title}</Link>
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}
