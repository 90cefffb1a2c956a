/** The last lines of a start: where to go, how to get in, what the prices are, how to stop. */
export function announce(settings, { ownerToken, demoOwner, waiting, noPrices }, after, say) {
  const { url, home } = settings;
  say.line("");
  say.line(`Amarktai is ready after ${after}: ${url}`);
  say.line(`  prices    ${describePrices(settings)}`);
  if (noPrices) say.line(`  WARNING   ${noPrices} Bots hold until the exchanges answer.`);
  if (waiting) say.line(`  waits     ${waiting}`);
  if (demoOwner) say.line(`  sign in   ${demoOwner.email} with the password ${demoOwner.password}`);
  if (ownerToken) {
    say.line(
      `  first     make your owner account: ${ownerToken.url ?? `${url}/welcome?token=${ownerToken.token}`}`,
    );
    say.line(`            one-time owner token: ${ownerToken.token}`);
  }
  if (isOpenToNetwork(settings)) {
    say.line(
      `  WARNING   ${settings.host} lets the network in without encryption: whoever shares it can read your`,
    );
    say.line("            password and act in your name. Put a proxy with TLS in front and start with");
    say.line(
      "            NEXTAUTH_URL=https://its.name and --host 127.0.0.1, or reach 127.0.0.1 by an SSH tunnel.",
    );
  }
  say.line(`  data      ${home}`);
  say.line("  stop      Ctrl-C");
  say.line("");
}

/** Beyond loopback, with no TLS named in front: a password and a session would cross the network as they are. */
const isOpenToNetwork = ({ host, publicUrl }) =>
  !/^(localhost|::1|127\.\d+\.\d+\.\d+)$/i.test(host) && !publicUrl.startsWith("https:");

function describePrices({ market, candles, seed, speed, practice }) {
  if (practice) return "of five simulated exchanges on this machine: practice, evidence for nothing.";
  if (market === "live") return "live, as the exchanges tell them; orders go to the paper book.";
  const source =
    market === "recorded"
      ? `recorded, ${candles.length === 1 ? candles[0] : `${candles.length} files`}`
      : `simulated, seed ${seed}`;
  return `${source}; market clock ${speed}x. They feed the demo book only and count as evidence for nothing.`;
}
