import { env } from "@/server/platform/env";
import type { JobServerView } from "./core/job-view";

/** The Inngest server that runs the jobs, and where people find its pages; null for the embedded engine. */
export function findJobServer(): JobServerView | null {
  const { INNGEST_BASE_URL: url, INNGEST_PAGES_URL: pages } = env();
  if (url === "") return null;
  const at = (path: string) => new URL(path, pages || url).href;
  return { url, runsUrl: at("/runs"), functionsUrl: at("/functions") };
}
