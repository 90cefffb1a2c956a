import { Panel } from "../ui/panel";
import { PanelLoading } from "../ui/panel-state";

const ROWS = 12;

/** A page on its way, in the geometry of a table. */
export function PageLoading({ name }: { readonly name: string }) {
  return (
    <Panel title={name} asOf="loading">
      <PanelLoading rows={ROWS} label={name} />
    </Panel>
  );
}
