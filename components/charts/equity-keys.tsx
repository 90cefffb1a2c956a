import { ChartKey } from "./chart-key";

/** What the lines of an equity chart are; a phone has no room for it. */
export function EquityKeys() {
  return (
    <>
      <ChartKey className="max-tablet:hidden" line="solid">
        Equity
      </ChartKey>
      <ChartKey className="max-tablet:hidden" line="shade">
        Drawdown
      </ChartKey>
      <ChartKey className="max-tablet:hidden" line="dashed">
        Buy and hold
      </ChartKey>
    </>
  );
}
