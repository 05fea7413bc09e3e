"use client";

import { Building2, Check, Plus } from "lucide-react";
import Link from "next/link";
import { DropdownMenuItem, DropdownMenuLabel, DropdownMenuSeparator } from "@/components/ui/dropdown-menu";
import { type Switcher, switchTo } from "./switcher";

/** The organizations in the user menu, the present one marked, and the way to another. */
export function SwitcherItems({ switcher }: { switcher: Switcher }) {
  return (
    <>
      <DropdownMenuLabel>Organizations</DropdownMenuLabel>
      {switcher.organizations.map(({ organizationId, name, kind, role }) => {
        const isCurrent = organizationId === switcher.currentId;
        return (
          <DropdownMenuItem
            key={organizationId}
            aria-current={isCurrent ? "true" : undefined}
            onSelect={() => (isCurrent ? undefined : void switchTo(switcher, organizationId))}
          >
            {isCurrent ? <Check aria-hidden /> : <Building2 aria-hidden />}
            <span className="min-w-0">
              <span className="block truncate">{name}</span>
              <span className="block text-muted-foreground text-xs">
                {kind}, {role}
              </span>
            </span>
          </DropdownMenuItem>
        );
      })}
      <DropdownMenuItem asChild>
        <Link href="/settings/new-organization">
          <Plus aria-hidden />
          New organization
        </Link>
      </DropdownMenuItem>
      <DropdownMenuSeparator />
    </>
  );
}
