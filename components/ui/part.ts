// A part of a drawer or a report: a title with what it is based on, and rows.

export const PART = "border-b border-line py-2 last:border-0";

/** The note beside the title stands in a span. */
export const PART_TITLE =
  "mb-[5px] flex flex-wrap items-baseline gap-x-2 text-small font-semibold [:where(&)_:where(span)]:text-micro [:where(&)_:where(span)]:font-normal [:where(&)_:where(span)]:text-text-3";

/** Figures in columns, set as a table without lines. */
export const LEDGER = [
  "w-full border-collapse text-small",
  "[:where(&)_:where(td,th)]:h-5 [:where(&)_:where(td,th)]:py-0 [:where(&)_:where(td,th)]:font-normal [:where(&)_:where(td,th)]:wrap-anywhere",
  "[:where(&)_:where(th)]:px-0 [:where(&)_:where(th)]:text-left",
  "[:where(&)_:where(td)]:pr-0 [:where(&)_:where(td)]:pl-2 [:where(&)_:where(td)]:text-right [:where(&)_:where(td)]:whitespace-nowrap",
  "[:where(&_tfoot)_:where(td,th)]:border-t [:where(&_tfoot)_:where(td,th)]:border-line-strong [:where(&_tfoot)_:where(td,th)]:text-text-2",
].join(" ");

/** What happened, one below the other, along a line. */
export const FLOW =
  "relative pl-[18px] before:absolute before:top-[9px] before:bottom-[9px] before:left-1 before:w-px before:bg-line-strong";

export const FLOW_STEP = [
  "relative grid grid-cols-[84px_minmax(0,1fr)_auto] gap-2 py-[1.5px] text-small",
  "before:absolute before:top-[7px] before:-left-[17px] before:size-[7px] before:rounded-full before:bg-text-2",
  "max-tablet:grid-cols-[84px_minmax(0,1fr)] max-tablet:gap-y-0 max-tablet:*:nth-3:col-start-2 max-tablet:*:nth-3:text-left",
  "[&_time]:text-micro [&_time]:leading-[17px] [&_time]:text-text-3",
].join(" ");
