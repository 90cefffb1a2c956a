/** A call as it can be typed again. */
export const spell = (call: readonly string[]): string =>
  `npm run cli -- ${call.map((word) => (/^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ")}`;
