import { Button } from "../ui/button";
import { formatCount } from "../ui/format-number";
import type { More, ToNewest } from "./column";

type FootProps = {
  readonly more: More | null;
  readonly toNewest: ToNewest;
  readonly shown: number;
  readonly total: number | null;
};

/** How many rows are here, the way to more, and the way back to the newest. */
export function TableFoot({ more, toNewest, shown, total }: FootProps) {
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line px-3 py-2">
      {more ? (
        <Button size="small" onClick={more.load} disabled={more.loading}>
          {more.loading ? "Loading" : "Load more"}
        </Button>
      ) : null}
      {toNewest ? (
        <Button size="small" onClick={toNewest}>
          Back to the newest
        </Button>
      ) : null}
      <span className="text-micro text-text-3">
        {formatCount(shown)}
        {total === null ? "" : ` of ${formatCount(Math.max(total, shown))}`} loaded
        {total === null && more ? ", more follow" : ""}
        {toNewest ? ". This long, the list waits: new rows come with the newest." : ""}
      </span>
    </div>
  );
}
