import { ExternalLink } from "lucide-react";
import type { JobServerView } from "@/server/jobs/core/job-view";
import { cn } from "../ui/cn";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { LINK } from "../ui/text";

/** In place of the jobs where an Inngest server runs them: what the embedded engine did before is of no use here. */
export function JobsElsewhere({ server }: { readonly server: JobServerView }) {
  const links = [
    { href: server.functionsUrl, words: "Its jobs" },
    { href: server.runsUrl, words: "Its runs" },
  ];
  return (
    <Panel title="Jobs" asOf="on an Inngest server">
      <PanelEmpty
        icon={ExternalLink}
        title="An Inngest server runs the jobs"
        action={
          <p className="flex gap-4">
            {links.map(({ href, words }) => (
              <a key={href} className={cn(LINK, "underline")} href={href} rel="noreferrer" target="_blank">
                {words}
              </a>
            ))}
          </p>
        }
      >
        What runs, and run now, pause and replay are on its own pages ({server.url}). Health says whether it
        answers.
      </PanelEmpty>
    </Panel>
  );
}
