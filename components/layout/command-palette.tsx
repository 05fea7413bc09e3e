"use client";

import { ArrowRight, Copy, SunMoon, Zap } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { toast } from "sonner";
import {
  CommandDialog,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
  CommandShortcut,
} from "@/components/ui/command";
import { copyText } from "@/components/ui/copy-button";
import type { CommandAction } from "./command-context";
import { Icon } from "./icons";
import type { NavItem } from "./nav";

type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  nav: readonly NavItem[];
  actions: readonly CommandAction[];
};

export function CommandPalette({ open, onOpenChange, nav, actions }: CommandPaletteProps) {
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();

  function run(work: () => void) {
    onOpenChange(false);
    work();
  }

  function perform(action: CommandAction) {
    if (action.href !== undefined) router.push(action.href);
    else if (action.onSelect !== undefined) action.onSelect();
    else void copyText(action.copy).then((done) => done && toast.success("Copied", { description: action.copy }));
  }

  return (
    <CommandDialog title="Go to a page or run a command" open={open} onOpenChange={onOpenChange}>
      <CommandInput placeholder="Go to a page or run a command" />
      <CommandList>
        <CommandEmpty>Nothing by that name.</CommandEmpty>
        {actions.length > 0 ? (
          <CommandGroup heading="Actions">
            {actions.map((action) => (
              <CommandItem
                key={action.id}
                value={`${action.label} ${action.id}`}
                onSelect={() => run(() => perform(action))}
              >
                {action.copy !== undefined ? <Copy aria-hidden /> : null}
                {action.href !== undefined ? <ArrowRight aria-hidden /> : null}
                {action.onSelect !== undefined ? <Zap aria-hidden /> : null}
                <span className="truncate">{action.label}</span>
                {action.hint ? <CommandShortcut>{action.hint}</CommandShortcut> : null}
              </CommandItem>
            ))}
          </CommandGroup>
        ) : null}
        <CommandGroup heading="Go to">
          {nav.map((item) => (
            <CommandItem
              key={item.href}
              value={`${item.label} ${item.href}`}
              onSelect={() => run(() => router.push(item.href))}
            >
              <Icon name={item.icon} />
              <span className="truncate">{item.label}</span>
              {item.shortcut ? <CommandShortcut>g {item.shortcut}</CommandShortcut> : null}
            </CommandItem>
          ))}
        </CommandGroup>
        <CommandGroup heading="Look">
          <CommandItem
            value="Switch between light and dark theme"
            onSelect={() => run(() => setTheme(resolvedTheme === "dark" ? "light" : "dark"))}
          >
            <SunMoon aria-hidden />
            Switch between light and dark
          </CommandItem>
        </CommandGroup>
      </CommandList>
    </CommandDialog>
  );
}
