"use client";
import type { RiskModeName } from "@/server/bots/core/bot";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { StrategyView } from "@/server/strategy/core/describe-strategy";
import { Choice } from "../ui/choice";
import { TextField } from "../ui/field";
import { type BotDraft, type Market, moveTo, standardOf } from "./bot-draft";

const RISK_MODES = [
  { value: "safe", label: "Safe: 20 % a position, stop 2 %" },
  { value: "balanced", label: "Balanced: 30 % a position, stop 3 %" },
  { value: "risky", label: "Risky: 40 % a position, stop 4 %" },
  { value: "aggressive", label: "Aggressive: 50 % a position, stop 5 %" },
] as const satisfies readonly { readonly value: RiskModeName; readonly label: string }[];

type FieldsProps = {
  readonly draft: BotDraft;
  readonly markets: readonly Market[];
  readonly strategies: readonly StrategyView[];
  readonly onChange: (part: Partial<BotDraft>) => void;
};

/** The fields of a new bot, each with its unit and rule. */
export function BotFields({ draft, markets, strategies, onChange }: FieldsProps) {
  const market = markets.find((each) => each.exchange === draft.exchange && each.symbol === draft.symbol);
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name"
          value={draft.name}
          onChange={(event) => onChange({ name: event.target.value })}
          placeholder="next free name"
          hint="2 to 24 letters, digits, spaces, - or _. Empty: a Greek god or hero."
          autoComplete="off"
        />
        <TextField
          label="Capital"
          value={draft.capital}
          onChange={(event) => onChange({ capital: event.target.value })}
          unit={market?.quote}
          inputMode="decimal"
          placeholder="1000"
          hint={`A plain number above zero, in ${market?.quote ?? "the quote currency"}.`}
          autoComplete="off"
        />
      </div>
      <MarketFields draft={draft} markets={markets} onChange={onChange} />
      <StrategyFields draft={draft} strategies={strategies} onChange={onChange} />
    </>
  );
}

function MarketFields({ draft, markets, onChange }: Omit<FieldsProps, "strategies">) {
  const exchanges = [...new Set(markets.map((market) => market.exchange))];
  const there = markets.filter((market) => market.exchange === draft.exchange);
  const market = there.find((each) => each.symbol === draft.symbol);
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Choice
        label="Exchange"
        value={draft.exchange}
        options={exchanges.map((value) => ({ value, label: exchangeLabel(value) }))}
        onChange={(exchange) => onChange(moveTo(draft, markets, exchange, draft.symbol))}
      />
      <Choice
        label="Market"
        value={draft.symbol}
        options={there.map(({ symbol }) => ({ value: symbol, label: symbol }))}
        onChange={(symbol) => onChange(moveTo(draft, markets, draft.exchange, symbol))}
      />
      <Choice
        label="Candles"
        value={draft.timeframe}
        options={(market?.timeframes ?? []).map((value) => ({ value, label: value }))}
        onChange={(timeframe) => onChange({ timeframe })}
      />
    </div>
  );
}

function StrategyFields({ draft, strategies, onChange }: Omit<FieldsProps, "markets">) {
  const strategy = strategies.find(({ id }) => id === draft.strategy);
  return (
    <>
      <Choice
        label="Risk mode"
        value={draft.riskMode}
        options={RISK_MODES}
        onChange={(riskMode) => onChange({ riskMode: riskMode as RiskModeName })}
        hint="Standard sizes and stops; settings may have changed them."
      />
      <Choice
        label="Strategy"
        value={draft.strategy}
        options={strategies.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(id) => onChange(standardOf(strategies, id))}
        hint={strategy?.guidance}
      />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {strategy?.params.map((param) => (
          <TextField
            key={param.name}
            label={labelOf(param.name)}
            value={draft.params[param.name] ?? ""}
            onChange={(event) => onChange({ params: { ...draft.params, [param.name]: event.target.value } })}
            inputMode={param.whole ? "numeric" : "decimal"}
            hint={`${param.min} to ${param.max}`}
            autoComplete="off"
          />
        ))}
      </div>
    </>
  );
}

/** "exitAbove" as a person writes it: "Exit above". */
function labelOf(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
