const STEPS = [0.0025, 0.015, 0.03, 0.05];

/** The heat token of a return (a fraction as text): four steps each way from 0.25, 1.5, 3 and 5 %. */
export function heatOf(ratio: string): string {
  const value = Number(ratio);
  const step = STEPS.filter((from) => Math.abs(value) >= from).length;
  if (step === 0 || Number.isNaN(value)) return "var(--heat-0)";
  return `var(--heat-${value > 0 ? "p" : "n"}${step})`;
}
