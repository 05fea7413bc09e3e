"use client";

import Link from "next/link";
import { tabClasses, tabListClasses } from "@/components/ui/tabs";
import { USAGE_TABS, type UsageTab } from "./usage-tab";

export function UsageTabs({ current, period }: { current: UsageTab; period: string }) {
  return (
    <nav aria-label="Usage by" className={tabListClasses}>
      {USAGE_TABS.map(({ key, label }) => (
        <Link
          key={key}
          href={`/usage?by=${key}&${period}`}
          aria-current={key === current ? "page" : undefined}
          className={tabClasses}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
