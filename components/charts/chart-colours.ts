/** The tokens a chart draws with, read from the page so that a chart always wears the page's theme. */
export type ChartColours = { readonly [name in (typeof NAMES)[number]]: string };

const NAMES = [
  "text",
  "text-2",
  "text-3",
  "panel",
  "line",
  "line-strong",
  "accent",
  "profit",
  "loss",
  "shade-loss",
] as const;

export function readColours(element: Element): ChartColours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return Object.fromEntries(NAMES.map((name) => [name, read(name)])) as ChartColours;
}

/** Calls back when theme, vision or density of the page changes. */
export function watchColours(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme", "data-vision"],
  });
  return () => observer.disconnect();
}
