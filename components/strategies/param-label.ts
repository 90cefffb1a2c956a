/** "exitAbove" is "Exit above", "rsi_period" is "Rsi period". */
export function paramLabel(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "fast 12, slow 26": a set of parameters in one line; "none" where there are none. */
export const paramsText = (params: { readonly [name: string]: number | boolean | string }): string =>
  Object.entries(params)
    .map(([name, value]) => `${paramLabel(name).toLowerCase()} ${value}`)
    .join(", ") || "none";
