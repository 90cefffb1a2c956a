/** Default names, in the order they are given out: gods and heroes of the Greeks. */
export const greekNames = [
  "Zeus",
  "Apollo",
  "Athena",
  "Hermes",
  "Artemis",
  "Ares",
  "Hera",
  "Demeter",
  "Poseidon",
  "Hestia",
  "Dionysus",
  "Hephaestus",
  "Aphrodite",
  "Hades",
  "Persephone",
  "Eros",
  "Nike",
  "Iris",
  "Helios",
  "Selene",
  "Eos",
  "Pan",
  "Atlas",
  "Prometheus",
  "Rhea",
  "Cronus",
  "Gaia",
  "Themis",
  "Hyperion",
  "Phoebe",
  "Tethys",
  "Oceanus",
  "Leto",
  "Achilles",
  "Odysseus",
  "Hector",
  "Ajax",
  "Perseus",
  "Theseus",
  "Heracles",
  "Jason",
  "Orpheus",
  "Bellerophon",
  "Atalanta",
  "Penelope",
  "Cassandra",
  "Daedalus",
  "Icarus",
  "Nestor",
  "Diomedes",
  "Patroclus",
  "Aeneas",
  "Castor",
  "Pollux",
  "Cadmus",
  "Calypso",
  "Circe",
  "Clio",
  "Calliope",
  "Urania",
] as const;

/**
 * The next default name nobody has. `takenKeys` are lower-case names. After the list comes its second round:
 * "Zeus 2".
 */
export function nextFreeName(takenKeys: ReadonlySet<string>): string {
  for (let round = 1; round <= takenKeys.size + 1; round++) {
    for (const name of greekNames) {
      const candidate = round === 1 ? name : `${name} ${round}`;
      if (!takenKeys.has(candidate.toLowerCase())) return candidate;
    }
  }
  throw new RangeError("no name is free");
}
