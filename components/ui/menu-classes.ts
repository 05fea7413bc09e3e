export const menuContentClasses =
  "z-50 min-w-40 animate-fade-in rounded-md border bg-popover p-1 text-sm shadow-overlay";

export const menuItemClasses =
  "relative flex cursor-default select-none items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none focus:bg-accent data-[disabled]:pointer-events-none data-[highlighted]:bg-accent data-[disabled]:opacity-50 [&_svg:not([class*=size-])]:size-4 [&_svg]:shrink-0";
