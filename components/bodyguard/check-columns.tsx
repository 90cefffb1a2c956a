import type { CheckView } from "@/server/bodyguard/core/bodyguard-view";
import { BotLink } from "../shared/bot-link";
import type { LimitToSet } from "../shared/set-limit-dialog";
import type { Column } from "../table/column";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { UNKNOWN } from "../ui/format-number";
import { checkFigure, severityNames } from "./detection-words";

const NEAR = 0.8;

/** One check a row: what is nearest to it, where it begins, what it does; `onChange` null where nobody may change it. */
export function checkColumns(onChange: ((limit: LimitToSet) => void) | null): readonly Column<CheckView>[] {
  const columns: readonly Column<CheckView>[] = [
    { id: "check", label: "Check", phone: true, fixed: true, cell: (row) => row.title },
    { id: "worst", label: "Nearest", phone: true, fixed: true, cell: (row) => <Nearest row={row} /> },
    {
      id: "value",
      label: "Measured",
      right: true,
      fixed: true,
      cell: (row) => (row.worst === null ? UNKNOWN : checkFigure(row.worst.value, row.unit)),
    },
    {
      id: "limit",
      label: "Too much above",
      right: true,
      fixed: true,
      cell: (row) => (row.worst === null ? limitOf(row) : checkFigure(row.worst.limit, row.unit)),
    },
    {
      id: "severity",
      label: "Severity",
      className: "text-text-3",
      cell: (row) => severityNames[row.severity],
    },
    { id: "looks", label: "Looks", right: true, className: "text-text-3", cell: (row) => row.looks },
    { id: "does", label: "What it does", className: "text-text-3", cell: (row) => row.does },
  ];
  return onChange === null ? columns : [...columns, changeColumn(onChange)];
}

/** Where nothing is measured yet: the setting itself. */
function limitOf({ settings, unit }: CheckView): string {
  const value = settings[0]?.value ?? null;
  return value === null || value.endsWith("%") ? (value ?? UNKNOWN) : checkFigure(value, unit);
}

function Nearest({ row }: { readonly row: CheckView }) {
  const { worst } = row;
  if (worst === null) return <span className="text-text-3">{UNKNOWN}</span>;
  const loud = worst.share > NEAR;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {worst.botId ? <BotLink botId={worst.botId} name={worst.of} /> : worst.of}
      {loud ? <Chip tone="warn">{worst.share > 1 ? "Over" : "Near"}</Chip> : null}
      <span className="tablet:hidden text-micro text-text-3">
        {checkFigure(worst.value, row.unit)} of {checkFigure(worst.limit, row.unit)}
      </span>
    </span>
  );
}

const changeColumn = (onChange: (limit: LimitToSet) => void): Column<CheckView> => ({
  id: "change",
  label: "Change",
  right: true,
  fixed: true,
  cell: (row) => (
    <span className="inline-flex gap-1">
      {row.settings.map(({ setting, words, value }) => (
        <Button
          key={setting}
          size="small"
          kind="ghost"
          title={words}
          onClick={() =>
            onChange({
              setting,
              title: words,
              now: value,
              does: row.does,
              hint: value.endsWith("%") ? "for example 4 %" : "a whole number",
            })
          }
        >
          {value}…<span className="sr-only"> {`Change: ${words}`}</span>
        </Button>
      ))}
    </span>
  ),
});
