type Keys = { readonly apiKey: string; readonly secret: string; readonly passphrase: string | null };

/** What an exchange said, as one sentence and without any part of the keys, should it have repeated one. */
export function withoutKeys(words: string, { apiKey, secret, passphrase }: Keys): string {
  const said = [apiKey, secret, passphrase ?? ""]
    .filter((part) => part.length > 3)
    .reduce((text, part) => text.replaceAll(part, "…"), words)
    .replace(/\s+/g, " ")
    .trim();
  return /[.!?]$/.test(said) ? said : `${said}.`;
}
