type Keys = { readonly apiKey: string; readonly secret: string; readonly passphrase: string | null };

/** A sentence of an exchange without any part of the keys, should it have repeated one. */
export const withoutKeys = (words: string, { apiKey, secret, passphrase }: Keys): string =>
  [apiKey, secret, passphrase ?? ""]
    .filter((part) => part.length > 3)
    .reduce((text, part) => text.replaceAll(part, "…"), words);
