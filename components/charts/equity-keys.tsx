/** What the lines of an equity chart are; a phone has no room for it. */
export function EquityKeys() {
  return (
    <>
      <span className="key max-tablet:hidden">
        <i />
        Equity
      </span>
      <span className="key max-tablet:hidden">
        <i data-line="shade" />
        Drawdown
      </span>
      <span className="key max-tablet:hidden">
        <i data-line="dashed" />
        Buy and hold
      </span>
    </>
  );
}
