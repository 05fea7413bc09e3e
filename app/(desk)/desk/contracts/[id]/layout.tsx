import { loadContract } from "./load-contract";

interface ContractLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function ContractLayout({ params, children }: ContractLayoutProps) {
  await loadContract((await params).id);
  return children;
}
