// What the storage panel shows: how large the database is, what of, how fast it grows.

/** One kind of data. Bytes; `perDay` is per day of the wall clock, null while too little was seen to say. */
export type StorageKindView = {
  readonly kind: string;
  readonly label: string;
  readonly bytes: number;
  readonly share: number;
  readonly perDay: number | null;
};

export type StorageView = {
  readonly bytes: number;
  readonly kinds: readonly StorageKindView[];
  readonly perDay: number | null;
  /** bytes in 30 days if it goes on as it did; null while too little was seen */
  readonly in30Days: number | null;
  /** since when growth was watched, ISO, wall clock */
  readonly sinceWallAt: string | null;
  /** what is thinned and removed, and when, in words */
  readonly policy: readonly string[];
};
