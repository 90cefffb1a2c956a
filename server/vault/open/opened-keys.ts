import { inspect } from "node:util";

type Parts = { readonly apiKey: string; readonly secret: string; readonly passphrase: string | null };

/** Keys of one account in clear, in the worker's memory alone. */
export type OpenedKeys = Parts & {
  /** overwrites them with zeros: whoever opened them does this when they are done */
  readonly forget: () => void;
};

/**
 * Holds keys so that they are given to who asks for a part by its name, and to nobody else: whatever prints, logs,
 * serialises, spreads or inspects the holder, getters and hidden fields included, sees an object with nothing in it
 * (inspection looks at a proxy's target, which is that object).
 */
export function holdKeys(name: string, { apiKey, secret, passphrase }: Parts): OpenedKeys {
  const held = { apiKey: toBytes(apiKey), secret: toBytes(secret), passphrase: toBytes(passphrase) };
  const shown = () => `[keys of ${name}]`;
  const forget = () => {
    for (const part of Object.values(held)) part?.fill(0);
  };
  const nothing = Object.freeze({ [inspect.custom]: shown, toString: shown, toJSON: shown, forget });
  return new Proxy(nothing, {
    get: (target, part) =>
      isPart(part) ? (held[part]?.toString("utf8") ?? null) : Reflect.get(target, part),
  }) as unknown as OpenedKeys;
}

const isPart = (name: PropertyKey): name is keyof Parts =>
  name === "apiKey" || name === "secret" || name === "passphrase";

function toBytes(text: string | null): Buffer | null {
  if (text === null) return null;
  const bytes = Buffer.alloc(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
