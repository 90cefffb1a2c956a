import { Trash2 } from "lucide-react";
import Link from "next/link";
import type { BacktestListItem } from "@/server/backtest/core/backtest-view";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { WorkState } from "../../shared/work-state";
import type { Column } from "../../table/column";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { negative } from "../../ui/decimal-text";
import { formatCount, formatPrice, UNKNOWN } from "../../ui/format-number";
import { Moment } from "../../ui/moment";
import { ReturnRatio } from "../../ui/profit-loss";
import { CLAMPED } from "../../ui/table";
import { LINK } from "../../ui/text";
import { CancelButton } from "../shared/cancel-button";
import { isUnderWay } from "../shared/is-under-way";
import { ProgressBar, ProgressWords } from "../shared/progress";
import { KINDS } from "../shared/words";

type Options = {
  /** the zone's own name, once, in the head of the times */
  readonly zone: string;
  readonly onDelete: (row: BacktestListItem) => void;
};

/** One backtest a row: its name opens it. */
export function backtestColumns(options: Options): readonly Column<BacktestListItem>[] {
  return [
    {
      id: "title",
      label: "Backtest",
      phone: true,
      fixed: true,
      className: "max-w-[44vw] tablet:max-w-[430px]",
      cell: (row) => <Title row={row} />,
    },
    { id: "kind", label: "Kind", cell: (row) => KINDS[row.kind] },
    { id: "status", label: "Status", phone: true, cell: (row) => <Standing row={row} /> },
    ...headlineColumns,
    {
      id: "created",
      label: "Created",
      head: `Created, ${options.zone}`,
      className: "text-text-3",
      cell: (row) => <Moment iso={row.createdAt} format="dayClock" />,
    },
    actColumn(options),
  ];
}

const headlineColumns: readonly Column<BacktestListItem>[] = [
  {
    id: "return",
    label: "Return, net",
    right: true,
    phone: true,
    cell: (row) => <ReturnRatio ratio={row.headline?.totalReturn ?? null} />,
  },
  {
    id: "excess",
    label: "Against holding",
    right: true,
    className: "max-[1400px]:hidden",
    cell: (row) => <ReturnRatio ratio={row.headline?.excessReturn ?? null} />,
  },
  {
    id: "drawdown",
    label: "Max drawdown",
    right: true,
    cell: (row) => (
      <ReturnRatio ratio={row.headline?.maxDrawdown ? negative(row.headline.maxDrawdown) : null} />
    ),
  },
  {
    id: "sharpe",
    label: "Sharpe, daily",
    right: true,
    cell: (row) => formatPrice(row.headline?.sharpe ?? null, 2),
  },
  {
    id: "trades",
    label: "Trades",
    right: true,
    cell: (row) => (row.headline ? formatCount(row.headline.trades) : UNKNOWN),
  },
];

function Title({ row }: { readonly row: BacktestListItem }) {
  return (
    <div className="py-1">
      <Link className={cn(LINK, "font-medium")} href={`/backtests/${row.id}`} title={row.title}>
        <span className={cn(CLAMPED, "max-tablet:line-clamp-3")}>{row.title}</span>
      </Link>
      <span className={cn(CLAMPED, "text-micro text-text-3 max-tablet:line-clamp-3")} title={row.setup}>
        {row.setup}
      </span>
      <span className="tablet:hidden block text-micro text-text-3">
        {KINDS[row.kind]} · {exchangeLabel(row.exchange)}
      </span>
    </div>
  );
}

/** While under way a bar, how far, and how long still; after it how it ended. */
function Standing({ row }: { readonly row: BacktestListItem }) {
  if (row.status === "running") {
    return (
      <span className="inline-grid items-center gap-0.5 tablet:grid-cols-[84px_auto] tablet:gap-2">
        <ProgressBar progress={row.progress} label={`Progress of ${row.title}`} />
        <span className="text-micro text-text-2">
          <ProgressWords progress={row.progress} short />
        </span>
      </span>
    );
  }
  return (
    <span title={row.statusReason ?? undefined}>
      <WorkState status={row.status} />
    </span>
  );
}

const actColumn = ({ onDelete }: Options): Column<BacktestListItem> => ({
  id: "act",
  label: "Act",
  head: <span className="sr-only">Act</span>,
  right: true,
  phone: true,
  fixed: true,
  cell: (row) =>
    isUnderWay(row.status) ? (
      <CancelButton id={row.id} title={row.title} small />
    ) : (
      <Button size="icon" aria-label={`Delete ${row.title}…`} title="Delete…" onClick={() => onDelete(row)}>
        <Trash2 size={14} aria-hidden="true" />
      </Button>
    ),
});
