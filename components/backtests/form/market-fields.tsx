"use client";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Choice } from "../../ui/choice";
import { TextField } from "../../ui/field";
import { formatDate, formatMinute } from "../../ui/format-time";
import { HINT } from "../../ui/text";
import { dayText, marketOf, moveTo, periodOf, pricesOf } from "./draft";
import type { FieldsProps } from "./form-props";

const DAY_MS = 86_400_000;
const WHOLE = "Whole file";
const PRESETS = [
  { days: 7, label: "7 d" },
  { days: 30, label: "30 d" },
  { days: 90, label: "90 d" },
  { days: 365, label: "1 y" },
];

/** Which candles: exchange, market, timeframe, and the period with its presets. */
export function MarketFields({ draft, around, faults, onChange }: FieldsProps) {
  const { markets } = around.choices;
  const exchanges = [...new Set(markets.map((market) => market.exchange))];
  const there = markets.filter((market) => market.exchange === draft.exchange);
  const market = there.find((each) => each.symbol === draft.symbol);
  return (
    <fieldset>
      <legend>
        Candles
        {market ? <Chip>{market.kind}</Chip> : null}
      </legend>
      <div className="bt-fields">
        <Choice
          label="Exchange"
          value={draft.exchange}
          options={exchanges.map((value) => ({ value, label: exchangeLabel(value) }))}
          onChange={(exchange) => onChange(moveTo(draft, around, exchange, draft.symbol))}
          said={faults.exchange ?? null}
        />
        <Choice
          label="Market"
          value={draft.symbol}
          options={there.map(({ symbol }) => ({ value: symbol, label: symbol }))}
          onChange={(symbol) => onChange(moveTo(draft, around, draft.exchange, symbol))}
        />
        <Choice
          label="Timeframe"
          value={draft.timeframe}
          options={(market?.timeframes ?? []).map((value) => ({ value, label: value }))}
          onChange={(timeframe) => onChange({ timeframe })}
          said={faults.timeframe ?? null}
        />
        <TextField
          label="Name"
          value={draft.name}
          onChange={(event) => onChange({ name: event.target.value })}
          placeholder="none"
          maxLength={40}
          autoComplete="off"
          said={faults.name ?? null}
        />
        {draft.kind === "run" ? (
          <TextField
            label="More markets"
            value={draft.others}
            onChange={(event) => onChange({ others: event.target.value })}
            placeholder="same wallet"
            autoComplete="off"
            said={faults.others ?? null}
          />
        ) : null}
      </div>
      <Period draft={draft} around={around} faults={faults} onChange={onChange} />
    </fieldset>
  );
}

function Period({ draft, around, faults, onChange }: FieldsProps) {
  const market = marketOf(draft, around);
  const { from, until } = pricesOf(market, around.marketNow);
  const first = Number.isFinite(from) ? dayText(from, around.zone) : undefined;
  const last = dayText(until - 1, around.zone);
  const days = (until - from) / DAY_MS;
  const presets = [
    ...PRESETS.filter((preset) => preset.days < days),
    ...(first === undefined ? [] : [{ days: Math.ceil(days), label: WHOLE }]),
  ];
  return (
    <>
      <div className="bt-fields">
        <TextField
          label="First day"
          type="date"
          value={draft.from}
          min={first}
          max={last}
          onChange={(event) => onChange({ from: event.target.value })}
          said={faults.from ?? null}
        />
        <TextField
          label="Last day"
          type="date"
          value={draft.to}
          min={first}
          max={last}
          onChange={(event) => onChange({ to: event.target.value })}
          said={faults.to ?? null}
        />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <fieldset className="flex gap-1" aria-label="Period presets">
          {presets.map(({ days, label }) => (
            <Button
              key={days}
              size="small"
              aria-pressed={isPeriod(days)}
              onClick={() => onChange(periodOf(days, market, around))}
            >
              {label === WHOLE ? null : <span className="sr-only">The last </span>}
              {label}
            </Button>
          ))}
        </fieldset>
        <span className={HINT}>
          {market?.span
            ? `Recorded from ${formatDate(market.span.from, around.zone)} ${formatMinute(market.span.from, around.zone)} to ${formatDate(market.span.until, around.zone)} ${formatMinute(market.span.until, around.zone)}, days of ${around.zone}.`
            : `Days of ${around.zone}.`}
        </span>
      </div>
    </>
  );

  function isPeriod(days: number): boolean {
    const period = periodOf(days, market, around);
    return draft.from === period.from && draft.to === period.to;
  }
}
