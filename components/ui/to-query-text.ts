/** "?a=1&b=true" of what is set; nothing where nothing is. */
export function toQueryText(values: {
  readonly [name: string]: string | boolean | null | undefined;
}): string {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}
