import { readMessage } from "./read-message";
import type { Call } from "./wire";

/** The parameters of a request: of its query, and of a body that is a form or JSON. */
export function readFields(call: Call): Readonly<Record<string, unknown>> {
  const query = Object.fromEntries(call.query);
  if (call.body === "") return query;
  if (call.body.startsWith("{")) return { ...query, ...readMessage(call.body) };
  return { ...query, ...Object.fromEntries(new URLSearchParams(call.body)) };
}
