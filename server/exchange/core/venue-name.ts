/** Where a paper or demo order goes: this system's own venue, by the exchange it stands for. */
export const paperVenue = (exchange: string): string => `paper:${exchange}`;
