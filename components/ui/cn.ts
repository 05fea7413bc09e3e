import { type ClassNameValue, extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({ extend: { classGroups: { "font-variant-numeric": ["tabular"] } } });

export function cn(...classes: ClassNameValue[]): string {
  return merge(...classes);
}
