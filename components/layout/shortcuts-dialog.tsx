"use client";

import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import type { NavItem } from "./nav";

const general = [
  { keys: ["\u2318 / Ctrl", "K"], label: "Go to a page or run a command" },
  { keys: ["?"], label: "This list" },
  { keys: ["/"], label: "Search the list on the page" },
  { keys: ["j"], label: "Next row" },
  { keys: ["k"], label: "Previous row" },
  { keys: ["Enter"], label: "Open the row" },
  { keys: ["Esc"], label: "Close, or leave the search" },
];

type ShortcutsDialogProps = { open: boolean; onOpenChange: (open: boolean) => void; nav: readonly NavItem[] };

export function ShortcutsDialog({ open, onOpenChange, nav }: ShortcutsDialogProps) {
  const pages = nav.flatMap((item) => (item.shortcut ? [{ keys: ["g", item.shortcut], label: item.label }] : []));
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Keyboard shortcuts">
        <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2">
          <ShortcutList title="Everywhere" items={general} />
          {pages.length > 0 ? <ShortcutList title="Go to" items={pages} /> : null}
        </div>
      </DialogContent>
    </Dialog>
  );
}

function ShortcutList({ title, items }: { title: string; items: { keys: string[]; label: string }[] }) {
  return (
    <section>
      <h3 className="pb-1 text-muted-foreground text-xs">{title}</h3>
      <dl className="divide-y">
        {items.map((item) => (
          <div key={item.label} className="flex items-center justify-between gap-4 py-1.5">
            <dt>{item.label}</dt>
            <dd className="flex shrink-0 items-center gap-1">
              {item.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
