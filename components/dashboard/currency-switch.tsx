"use client";
import { useTotal } from "../live/currency-choice";
import { Segmented } from "../ui/segmented";

/** Which currency the figures are in; nothing where there is only one. Currencies are never summed. */
export function CurrencySwitch() {
  const { total, currencies, choose } = useTotal();
  if (!total || currencies.length < 2) return null;
  return (
    <div className="mb-2 flex items-center gap-2">
      <Segmented
        label="Currency"
        options={currencies.map((currency) => ({ value: currency, label: currency }))}
        value={total.currency}
        onChange={choose}
      />
      <span className="text-micro text-text-3">Each currency on its own: they are never summed.</span>
    </div>
  );
}
