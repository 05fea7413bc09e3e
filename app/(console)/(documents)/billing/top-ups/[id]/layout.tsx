import { loadTopUp } from "./load-top-up";

interface TopUpLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function TopUpLayout({ params, children }: TopUpLayoutProps) {
  await loadTopUp((await params).id);
  return children;
}
