import type { BeatFact } from "./core/beat-fact";
import { findBeat, listBeats } from "./store";

/** The newest beat of every part of the system. Also the readiness probe of the database. */
export const readBeats = (): Promise<readonly BeatFact[]> => listBeats();

/** The newest beat of one part; null when it has never beaten. */
export const readBeat = (name: string): Promise<BeatFact | null> => findBeat(name);
