import { Compass } from "lucide-react";
import Link from "next/link";
import { buttonStyles } from "../ui/button";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";

/** An address that leads nowhere, and the way back. */
export function NotThere() {
  return (
    <Panel title="Nothing here">
      <PanelEmpty
        icon={Compass}
        title="There is nothing at this address"
        action={
          <Link className={buttonStyles({ kind: "primary" })} href="/dashboard">
            To the dashboard
          </Link>
        }
      >
        The address may be mistyped, or what was here is gone. Nothing was changed.
      </PanelEmpty>
    </Panel>
  );
}
