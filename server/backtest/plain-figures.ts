// Figures and instants as the terminal and the report in one file show them.
const MISSING = "–";
type Figure = number | string | null | undefined;

const toNumber = (value: Figure): number | null => {
  const number = value === null || value === undefined || value === "" ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
};

/** "12.35 %" of 0.12345. */
export function percent(value: Figure, digits = 2): string {
  const number = toNumber(value);
  return number === null ? MISSING : `${(number * 100).toFixed(digits)} %`;
}

/** Two digits behind the point. */
export function ratio(value: Figure, digits = 2): string {
  const number = toNumber(value);
  return number === null ? MISSING : number.toFixed(digits);
}

/** Money: two digits, the thousands apart. */
export function money(value: Figure): string {
  const number = toNumber(value);
  if (number === null) return MISSING;
  return number.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, " ");
}

/** As many digits as tell a price: six that count, none of noise. */
export function price(value: Figure): string {
  const number = toNumber(value);
  if (number === null) return MISSING;
  const digits = number === 0 ? 2 : Math.min(12, Math.max(2, 5 - Math.floor(Math.log10(Math.abs(number)))));
  return number.toFixed(digits);
}

/** "2024-05-01 12:00", UTC. */
export const moment = (at: number | string): string =>
  new Date(at).toISOString().slice(0, 16).replace("T", " ");

/** "2 d 3 h", "45 min". */
export function duration(ms: Figure): string {
  const number = toNumber(ms);
  if (number === null) return MISSING;
  const minutes = Math.round(number / 60_000);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
