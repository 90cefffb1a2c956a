"use client";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { exchangeLabel } from "../ui/exchange-label";
import { TextField } from "../ui/field";
import { dayText, moveTo, periodOf } from "./draft";
import type { FieldsProps } from "./form-props";

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
        {market ? <span className="chip">{market.kind}</span> : null}
      </legend>
      <div className="bt-fields">
        <Choice
          label="Exchange"
          value={draft.exchange}
          options={exchanges.map((value) => ({ value, label: exchangeLabel(value) }))}
          onChange={(exchange) => onChange(moveTo(draft, around.choices, exchange, draft.symbol))}
          said={faults.exchange ?? null}
        />
        <Choice
          label="Market"
          value={draft.symbol}
          options={there.map(({ symbol }) => ({ value: symbol, label: symbol }))}
          onChange={(symbol) => onChange(moveTo(draft, around.choices, draft.exchange, symbol))}
        />
        <Choice
          label="Timeframe"
          value={draft.timeframe}
          options={(market?.timeframes ?? []).map((value) => ({ value, label: value }))}
          onChange={(timeframe) => onChange({ timeframe })}
          said={faults.timeframe ?? null}
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
  const today = dayText(around.marketNow, around.zone);
  return (
    <>
      <div className="bt-fields">
        <TextField
          label="First day"
          type="date"
          value={draft.from}
          max={today}
          onChange={(event) => onChange({ from: event.target.value })}
          said={faults.from ?? null}
        />
        <TextField
          label="Last day"
          type="date"
          value={draft.to}
          max={today}
          onChange={(event) => onChange({ to: event.target.value })}
          said={faults.to ?? null}
        />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <fieldset className="flex gap-1" aria-label="Period presets">
          {PRESETS.map(({ days, label }) => (
            <Button
              key={days}
              size="small"
              aria-pressed={isPeriod(days)}
              onClick={() => onChange(periodOf(days, around.marketNow, around.zone))}
            >
              <span className="sr-only">The last </span>
              {label}
            </Button>
          ))}
        </fieldset>
        <span className="hint">Days of {around.zone}, as the exchanges count them.</span>
      </div>
    </>
  );

  function isPeriod(days: number): boolean {
    const { from, to } = periodOf(days, around.marketNow, around.zone);
    return draft.from === from && draft.to === to;
  }
}
