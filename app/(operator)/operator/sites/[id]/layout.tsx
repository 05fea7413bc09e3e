import { loadSite } from "./load-site";

interface SiteLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function SiteLayout({ params, children }: SiteLayoutProps) {
  await loadSite((await params).id);
  return children;
}
