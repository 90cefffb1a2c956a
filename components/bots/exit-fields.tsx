"use client";
import { useWatch } from "react-hook-form";
import { ChoiceField } from "../ui/choice-field";
import { InputField, NumberField, PercentField } from "../ui/form-fields";
import type { BotDraft } from "./bot-draft";

const STOPS = [
  { value: "mode", label: "As its risk mode says" },
  { value: "percent", label: "So many percent below entry" },
  { value: "volatility", label: "Average ranges below entry" },
] as const;

/** How a new bot's positions are sold besides its strategy; folded away, since the owner's settings do without. */
export function ExitFields() {
  const kind = useWatch<BotDraft, "exits.stopKind">({ name: "exits.stopKind" });
  return (
    <details className="rounded-panel border border-line px-3 py-2">
      <summary className="cursor-pointer text-small text-text-2">Stops and targets of its own</summary>
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        <ChoiceField<BotDraft> name="exits.stopKind" label="Stop" options={STOPS} />
        {kind === "percent" ? (
          <PercentField<BotDraft> name="exits.stop" label="Stop below entry" hint="1 to 5" />
        ) : null}
        {kind === "volatility" ? (
          <div className="grid grid-cols-2 gap-3">
            <NumberField<BotDraft> name="exits.stop" label="Multiple" hint="0.5 to 10, for example 2" />
            <NumberField<BotDraft> name="exits.candles" label="Over candles" hint="5 to 100" />
          </div>
        ) : null}
        <PercentField<BotDraft> name="exits.target" label="Target" placeholder="as settings" hint="2 to 10" />
        <PercentField<BotDraft>
          name="exits.trail"
          label="Trailing stop"
          placeholder="as settings"
          hint="Below the highest price since"
        />
        <PercentField<BotDraft>
          name="exits.trailFrom"
          label="Trails from profit"
          placeholder="above entry"
          hint="Until then the stop stays"
        />
        <PercentField<BotDraft>
          name="exits.even"
          label="Break-even after"
          placeholder="never"
          hint="Then the stop lies 0.2 % above entry"
        />
        <InputField<BotDraft>
          name="exits.partials"
          label="Partial targets"
          placeholder="none"
          hint="2:30, 3:20: at +2 % sell 30 %"
          autoComplete="off"
        />
        <NumberField<BotDraft> name="exits.hours" label="Time stop" unit="hours" placeholder="as settings" />
      </div>
    </details>
  );
}
