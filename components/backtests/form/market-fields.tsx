"use client";
import { exchangeLabel, readExchange } from "@/server/kernel/exchange-names";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { ChoiceField } from "../../ui/choice-field";
import { InputField } from "../../ui/form-fields";
import { formatDate, formatMinute } from "../../ui/format-time";
import { HINT } from "../../ui/text";
import { useDraft } from "./around-form";
import { type Draft, dayText, marketOf, moveTo, periodOf, pricesOf } from "./draft";
import { FieldGroup, FieldPairs } from "./field-group";

const DAY_MS = 86_400_000;
const WHOLE = "Whole file";
const PRESETS = [
  { days: 7, label: "7 d" },
  { days: 30, label: "30 d" },
  { days: 90, label: "90 d" },
  { days: 365, label: "1 y" },
];

/** Which candles: exchange, market, timeframe, and the period with its presets. */
export function MarketFields() {
  const { draft, around, set } = useDraft();
  const { markets } = around.choices;
  const exchanges = [...new Set(markets.map((market) => market.exchange))];
  const there = markets.filter((market) => market.exchange === draft.exchange);
  const market = there.find((each) => each.symbol === draft.symbol);
  return (
    <FieldGroup
      legend={
        <>
          Candles
          {market ? <Chip>{market.kind}</Chip> : null}
        </>
      }
    >
      <FieldPairs>
        <ChoiceField<Draft>
          name="exchange"
          label="Exchange"
          options={exchanges.map((value) => ({ value, label: exchangeLabel(value) }))}
          onChosen={(exchange) => set(moveTo(draft, around, readExchange(exchange), draft.symbol))}
        />
        <ChoiceField<Draft>
          name="symbol"
          label="Market"
          options={there.map(({ symbol }) => ({ value: symbol, label: symbol }))}
          onChosen={(symbol) => set(moveTo(draft, around, draft.exchange, symbol))}
        />
        <ChoiceField<Draft>
          name="timeframe"
          label="Timeframe"
          options={(market?.timeframes ?? []).map((value) => ({ value, label: value }))}
        />
        <InputField<Draft> name="name" label="Name" placeholder="none" maxLength={40} autoComplete="off" />
        {draft.kind === "run" ? (
          <InputField<Draft>
            name="others"
            label="More markets"
            placeholder="same wallet"
            autoComplete="off"
          />
        ) : null}
      </FieldPairs>
      <Period />
    </FieldGroup>
  );
}

function Period() {
  const { draft, around, set } = useDraft();
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
      <FieldPairs>
        <InputField<Draft> name="from" label="First day" type="date" min={first} max={last} />
        <InputField<Draft> name="to" label="Last day" type="date" min={first} max={last} />
      </FieldPairs>
      <div className="flex flex-wrap items-center gap-2">
        <fieldset className="flex min-w-0 gap-1" aria-label="Period presets">
          {presets.map(({ days, label }) => (
            <Button
              key={days}
              size="small"
              aria-pressed={isPeriod(days)}
              onClick={() => set(periodOf(days, market, around))}
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
