"use client";

import { useMemo } from "react";
import { PageCommands } from "@/components/layout/command-context";
import { type Switcher, switchTo } from "./switcher";

/** The other organizations in the palette. */
export function SwitchCommands({ switcher }: { switcher: Switcher }) {
  const commands = useMemo(
    () =>
      switcher.organizations
        .filter(({ organizationId }) => organizationId !== switcher.currentId)
        .map(({ organizationId, name, kind }) => ({
          id: `switch-${organizationId}`,
          label: `Switch to ${name}`,
          hint: kind,
          onSelect: () => void switchTo(switcher, organizationId),
        })),
    [switcher],
  );
  return <PageCommands commands={commands} />;
}
