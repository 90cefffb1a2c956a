/** A place in the order of commits: the writing transaction, then the row. */
export type EventCursor = { readonly txid: bigint; readonly id: bigint };

const CURSOR = /^(\d{1,18})-(\d{1,18})$/;

/** The id of an event as the browser sends it back: "<txid>-<id>". */
export const toEventId = ({ txid, id }: EventCursor): string => `${txid}-${id}`;

/** Reads an event id; null when it is not one. */
export function readEventId(text: string): EventCursor | null {
  const [, txid, id] = CURSOR.exec(text) ?? [];
  return txid === undefined || id === undefined ? null : { txid: BigInt(txid), id: BigInt(id) };
}

/** One event of a stream, in the text form of server-sent events. `data` is JSON without line breaks. */
export const toFrame = (event: string, data: unknown, id?: string): string =>
  `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
