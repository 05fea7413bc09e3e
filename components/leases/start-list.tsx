import { Check } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";

type StartListProps = { hasKey: boolean; hasBalance: boolean; hasLaunched: boolean };

/** What a new customer does, in this order; a step that is done says so. */
export function StartList({ hasKey, hasBalance, hasLaunched }: StartListProps) {
  const steps = [
    {
      done: hasKey,
      title: "Add an SSH key",
      text: "The public half goes into every instance you choose it for.",
      href: "/ssh-keys",
      action: "Add a key",
    },
    {
      done: hasBalance,
      title: "Add money",
      text: "By card, or by a bank transfer that the desk credits.",
      href: "/billing",
      action: "Open billing",
    },
    {
      done: hasLaunched,
      title: "Launch an instance",
      text: "Choose accelerators with real stock; the ssh command appears once SSH answers.",
      href: "/catalogue",
      action: "Open the catalogue",
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  return (
    <Card>
      <CardHeader title="Three steps to your first instance" />
      <ol className="divide-y">
        {steps.map((step, index) => (
          <li key={step.title} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <span
              className={cn(
                "tabular flex size-6 shrink-0 items-center justify-center rounded-full border font-medium text-xs",
                step.done && "border-transparent bg-success-soft text-success",
              )}
            >
              {step.done ? <Check aria-label="Done" className="size-3.5" /> : index + 1}
            </span>
            <div className="min-w-0 flex-1 basis-40">
              <p className="font-medium">{step.title}</p>
              <p className="text-muted-foreground">{step.text}</p>
            </div>
            {step.done ? null : (
              <Button asChild variant={index === next ? "primary" : "secondary"}>
                <Link href={step.href}>{step.action}</Link>
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
