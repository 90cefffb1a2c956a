"use client";
import { Choice } from "../../ui/choice";
import { formatPercent } from "../../ui/format-number";
import { FILLS } from "../shared/words";
import { STAKE } from "./draft";
import type { FieldsProps } from "./form-props";
import { NumberField } from "./number-field";
import { toPercentText } from "./percent-text";

const FILL_OPTIONS = Object.entries(FILLS).map(([value, label]) => ({ value, label }));
const percent = (fraction: string) => formatPercent(fraction, { signed: false, decimals: 0 });

/** Money, the size of a position, and what trading costs. */
export function MoneyFields({ draft, around, faults, onChange }: FieldsProps) {
  const { markets, riskModes } = around.choices;
  const market = markets.find(
    ({ exchange, symbol }) => exchange === draft.exchange && symbol === draft.symbol,
  );
  const sizes = riskModes.map(({ name, positionSize }) => ({
    value: name as string,
    label: `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${percent(positionSize)} a position`,
  }));
  return (
    <fieldset>
      <legend>Money and costs</legend>
      <div className="bt-fields">
        <NumberField
          field="wallet"
          label="Wallet"
          unit={market?.quote}
          draft={draft}
          faults={faults}
          onChange={onChange}
        />
        <Choice
          label="Position size"
          value={draft.sizing}
          options={[...sizes, { value: STAKE, label: "A fixed stake" }]}
          onChange={(sizing) => onChange({ sizing })}
        />
        {draft.sizing === STAKE ? (
          <NumberField
            field="stake"
            label="Stake a position"
            unit={market?.quote}
            draft={draft}
            faults={faults}
            onChange={onChange}
          />
        ) : null}
        <NumberField
          field="fee"
          label="Fee, one side"
          unit="%"
          hint={market ? `Taker here: ${toPercentText(market.takerFee)} %` : null}
          draft={draft}
          faults={faults}
          onChange={onChange}
        />
        <NumberField
          field="slippage"
          label="Slippage"
          unit="%"
          hint="Worse than the price, each fill"
          draft={draft}
          faults={faults}
          onChange={onChange}
        />
      </div>
      <Choice
        label="Fill model"
        value={draft.fill}
        options={FILL_OPTIONS}
        onChange={(fill) => onChange({ fill })}
      />
    </fieldset>
  );
}

/** What closes a position besides the strategy's own exit, and the seed of all chance. */
export function ExitFields({ draft, around, faults, onChange }: FieldsProps) {
  const standards = standardExits(draft, around.choices);
  const props = { draft, faults, onChange };
  return (
    <fieldset>
      <legend>Exits and chance</legend>
      <div className="bt-fields">
        <NumberField
          field="stop"
          label="Stop below entry"
          unit="%"
          placeholder={standards.stop}
          hint="0: none"
          {...props}
        />
        <NumberField
          field="target"
          label="Target"
          unit="%"
          placeholder={standards.target}
          hint="5, or by minutes held: 0:5, 60:2"
          {...props}
        />
        <NumberField
          field="trail"
          label="Trailing stop"
          unit="%"
          placeholder={standards.trail}
          hint="Below the highest price since"
          {...props}
        />
        <NumberField
          field="trailFrom"
          label="Trails from profit"
          unit="%"
          placeholder={standards.trail === NONE ? "0" : "above entry"}
          hint="Until then the stop stays"
          {...props}
        />
        <NumberField
          field="timeStopHours"
          label="Time stop"
          unit="hours"
          placeholder={standards.timeStop}
          {...props}
        />
        <NumberField field="seed" label="Seed" hint="The same seed, the same result" {...props} />
      </div>
    </fieldset>
  );
}

const NONE = "none";

/** What an empty field stands for: with a risk mode what a bot of that mode does, else little. */
function standardExits(
  { sizing }: FieldsProps["draft"],
  { riskModes, bots }: FieldsProps["around"]["choices"],
) {
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
