"use client";
import { useFormContext, useWatch } from "react-hook-form";
import type { RiskModeName } from "@/server/bots/core/bot";
import { exchangeLabel, readExchange } from "@/server/kernel/exchange-names";
import type { StrategyView } from "@/server/strategy/core/describe-strategy";
import { ParamField } from "../strategies/param-field";
import { ChoiceField } from "../ui/choice-field";
import { InputField, NumberField } from "../ui/form-fields";
import { setFields } from "../ui/use-checked-form";
import { type BotDraft, type Market, moveTo, standardOf } from "./bot-draft";
import { ExitFields } from "./exit-fields";

const RISK_MODES = [
  { value: "safe", label: "Safe: 20 % a position, stop 2 %" },
  { value: "balanced", label: "Balanced: 30 % a position, stop 3 %" },
  { value: "risky", label: "Risky: 40 % a position, stop 4 %" },
  { value: "aggressive", label: "Aggressive: 50 % a position, stop 5 %" },
] as const satisfies readonly { readonly value: RiskModeName; readonly label: string }[];

type FieldsProps = {
  readonly markets: readonly Market[];
  readonly strategies: readonly StrategyView[];
};

/** The fields of a new bot, each with its unit and rule. */
export function BotFields({ markets, strategies }: FieldsProps) {
  const [exchange, symbol] = useWatch<BotDraft, ["exchange", "symbol"]>({ name: ["exchange", "symbol"] });
  const market = markets.find((each) => each.exchange === exchange && each.symbol === symbol);
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <InputField<BotDraft>
          name="name"
          label="Name"
          placeholder="next free name"
          hint="2 to 24 letters, digits, spaces, - or _. Empty: a Greek god or hero."
          autoComplete="off"
        />
        <NumberField<BotDraft>
          name="capital"
          label="Capital"
          unit={market?.quote}
          placeholder="1000"
          hint={`A plain number above zero, in ${market?.quote ?? "the quote currency"}.`}
        />
      </div>
      <MarketFields markets={markets} />
      <StrategyFields strategies={strategies} />
      <ExitFields />
    </>
  );
}

function MarketFields({ markets }: Pick<FieldsProps, "markets">) {
  const form = useFormContext<BotDraft>();
  const [exchange, symbol] = useWatch<BotDraft, ["exchange", "symbol"]>({ name: ["exchange", "symbol"] });
  const exchanges = [...new Set(markets.map((market) => market.exchange))];
  const there = markets.filter((market) => market.exchange === exchange);
  const market = there.find((each) => each.symbol === symbol);
  const move = (to: BotDraft["exchange"], asked: string) =>
    setFields(form, moveTo(form.getValues(), markets, to, asked));
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <ChoiceField<BotDraft>
        name="exchange"
        label="Exchange"
        options={exchanges.map((value) => ({ value, label: exchangeLabel(value) }))}
        onChosen={(chosen) => move(readExchange(chosen), symbol)}
      />
      <ChoiceField<BotDraft>
        name="symbol"
        label="Market"
        options={there.map((each) => ({ value: each.symbol, label: each.symbol }))}
        onChosen={(chosen) => move(exchange, chosen)}
      />
      <ChoiceField<BotDraft>
        name="timeframe"
        label="Candles"
        options={(market?.timeframes ?? []).map((value) => ({ value, label: value }))}
      />
    </div>
  );
}

function StrategyFields({ strategies }: Pick<FieldsProps, "strategies">) {
  const form = useFormContext<BotDraft>();
  const chosen = useWatch<BotDraft, "strategy">({ name: "strategy" });
  const strategy = strategies.find(({ id }) => id === chosen);
  return (
    <>
      <ChoiceField<BotDraft>
        name="riskMode"
        label="Risk mode"
        options={RISK_MODES}
        hint="Standard sizes and stops; settings may have changed them."
      />
      <ChoiceField<BotDraft>
        name="strategy"
        label="Strategy"
        options={strategies.map(({ id, title }) => ({ value: id, label: title }))}
        onChosen={(id) => setFields(form, standardOf(strategies, id))}
        hint={strategy?.guidance}
      />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {strategy?.params.map((param) => (
          <ParamField<BotDraft> key={param.name} name={`params.${param.name}`} param={param} />
        ))}
      </div>
    </>
  );
}
