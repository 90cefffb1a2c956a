/** The exchange takes a UUID, or 18 characters; ours are "amk-" and 30 hexadecimal digits. */
const OURS = /^amk-([0-9a-f]{30})$/;
const THEIRS = /^a0([0-9a-f]{30})$/;

/** Our id as the exchange takes it: a UUID without dashes; ids of other shapes go as they are. */
export const toKrakenId = (clientOrderId: string): string => {
  const digits = OURS.exec(clientOrderId)?.[1];
  return digits ? `a0${digits}` : clientOrderId;
};

/** The way back. */
export const fromKrakenId = (krakenId: string): string => {
  const digits = THEIRS.exec(krakenId.replaceAll("-", ""))?.[1];
  return digits ? `amk-${digits}` : krakenId;
};
