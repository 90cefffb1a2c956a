/** The last lines of a start: where to go, how to get in, what the prices are, how to stop. */
export function announce(settings, { ownerToken, demoOwner, waiting }, after, say) {
  const { url, home } = settings;
  say.line("");
  say.line(`Amarktai is ready after ${after}: ${url}`);
  say.line(`  prices    ${describePrices(settings)}`);
  if (waiting) say.line(`  waits     ${waiting}`);
  if (demoOwner) say.line(`  sign in   ${demoOwner.email} with the password ${demoOwner.password}`);
  if (ownerToken) {
    say.line(
      `  first     make your owner account: ${ownerToken.url ?? `${url}/welcome?token=${ownerToken.token}`}`,
    );
    say.line(`            one-time owner token: ${ownerToken.token}`);
  }
  say.line(`  data      ${home}`);
  say.line("  stop      Ctrl-C");
  say.line("");
}

function describePrices({ market, candles, seed, speed }) {
  const source =
    market === "recorded"
      ? `recorded, ${candles.length === 1 ? candles[0] : `${candles.length} files`}`
      : `simulated, seed ${seed}`;
  return `${source}; market clock ${speed}x. They feed the demo book only and count as evidence for nothing.`;
}
