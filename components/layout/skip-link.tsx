export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md border bg-popover px-3 py-1.5 font-medium shadow-overlay focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
