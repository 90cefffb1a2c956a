import type { Answer } from "./wire";

const HTML = `<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>`;

/** An answer cut off in its middle. */
export function malformed(answer: Answer): Answer {
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  return { status: answer.status, body: text.slice(0, Math.max(1, Math.floor(text.length / 2))) };
}

/** What stands between exchange and caller answers in its place. */
export const inHtml = (): Answer => ({
  status: 200,
  body: HTML,
  headers: { "content-type": "text/html" },
});

/** The same answer with every name in it another. */
export const inAnotherSchema = (answer: Answer): Answer => ({
  status: answer.status,
  body: renamed(answer.body),
});

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`new_${key}`, renamed(inner)]));
}
