/** What an approval card shows, and the hash of the state it was shown for. */
export type Preview = {
  readonly title: string;
  /** now and after, one row per thing that changes */
  readonly changes: readonly { readonly label: string; readonly now: string; readonly after: string }[];
  readonly checks: readonly { readonly words: string; readonly ok: boolean }[];
  /** changes when what the owner saw no longer holds */
  readonly stateHash: string;
};
