"use client";
import { ChoiceField } from "../../ui/choice-field";
import { InputField, NumberField, PercentField } from "../../ui/form-fields";
import { formatPercent } from "../../ui/format-number";
import { toPercentText } from "../../ui/typed-text";
import { FILLS } from "../shared/words";
import { useDraft } from "./around-form";
import { type Around, type Draft, marketOf, STAKE } from "./draft";
import { FieldGroup, FieldPairs } from "./field-group";

const FILL_OPTIONS = Object.entries(FILLS).map(([value, label]) => ({ value, label }));
const percent = (fraction: string) => formatPercent(fraction, { signed: false, decimals: 0 });

/** Money, the size of a position, and what trading costs. */
export function MoneyFields() {
  const { draft, around } = useDraft();
  const market = marketOf(draft, around);
  const sizes = around.choices.riskModes.map(({ name, positionSize }) => ({
    value: name as string,
    label: `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${percent(positionSize)} a position`,
  }));
  return (
    <FieldGroup legend="Money and costs">
      <FieldPairs>
        <NumberField<Draft> name="wallet" label="Wallet" unit={market?.quote} />
        <ChoiceField<Draft>
          name="sizing"
          label="Position size"
          options={[...sizes, { value: STAKE, label: "A fixed stake" }]}
        />
        {draft.sizing === STAKE ? (
          <NumberField<Draft> name="stake" label="Stake a position" unit={market?.quote} />
        ) : null}
        <PercentField<Draft>
          name="fee"
          label="Fee, one side"
          hint={market ? `Taker here: ${toPercentText(market.takerFee)} %` : null}
        />
        <PercentField<Draft> name="slippage" label="Slippage" hint="Worse than the price, each fill" />
      </FieldPairs>
      <ChoiceField<Draft> name="fill" label="Fill model" options={FILL_OPTIONS} />
    </FieldGroup>
  );
}

/** What closes a position besides the strategy's own exit, and the seed of all chance. */
export function ExitFields() {
  const { draft, around } = useDraft();
  const standards = standardExits(draft, around.choices);
  return (
    <FieldGroup legend="Exits and chance">
      <FieldPairs>
        <PercentField<Draft>
          name="stop"
          label="Stop below entry"
          placeholder={standards.stop}
          hint="0: none"
        />
        <InputField<Draft>
          name="target"
          label="Target"
          unit="%"
          placeholder={standards.target}
          hint="5, or by minutes held: 0:5, 60:2"
          autoComplete="off"
        />
        <PercentField<Draft>
          name="trail"
          label="Trailing stop"
          placeholder={standards.trail}
          hint="Below the highest price since"
        />
        <PercentField<Draft>
          name="trailFrom"
          label="Trails from profit"
          placeholder={standards.trail === NONE ? "0" : "above entry"}
          hint="Until then the stop stays"
        />
        <NumberField<Draft>
          name="timeStopHours"
          label="Time stop"
          unit="hours"
          placeholder={standards.timeStop}
        />
        <NumberField<Draft> name="seed" label="Seed" hint="The same seed, the same result" />
      </FieldPairs>
    </FieldGroup>
  );
}

const NONE = "none";

/** What an empty field stands for: with a risk mode what a bot of that mode does, else little. */
function standardExits({ sizing }: Draft, { riskModes, bots }: Around["choices"]) {
  const mode = riskModes.find(({ name }) => name === sizing);
  if (!mode) return { stop: "2", target: NONE, trail: NONE, timeStop: NONE };
  const { takeProfit, trailingStop, timeStopHours } = bots;
  return {
    stop: `${toPercentText(mode.stop)}, as a bot`,
    target: `${toPercentText(takeProfit)}, as a bot`,
    trail: `${toPercentText(trailingStop)}, as a bot`,
    timeStop: timeStopHours === null ? NONE : `${timeStopHours}, as a bot`,
  };
}
