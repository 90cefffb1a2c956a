/** How bad, from the mildest. */
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Whether one is as bad as another, or worse. */
export const isAtLeast = (severity: Severity, least: Severity): boolean =>
  severityRank(severity) >= severityRank(least);

export const worseOf = (one: Severity, other: Severity): Severity => (isAtLeast(one, other) ? one : other);
