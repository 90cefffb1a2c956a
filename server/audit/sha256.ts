import { hash } from "node:crypto";

/** SHA-256 of a text, 64 hex digits; in one call, for an object a text takes several times as long. */
export const sha256 = (text: string): string => hash("sha256", text, "hex");
