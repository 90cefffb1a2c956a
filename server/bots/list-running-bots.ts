import { findBooksInUse, findRunningBots, type RunningBot } from "./store";

/** Which bots run now, of all users, with what they watch: enough to say who owes a decision. */
export const listRunningBots = (): Promise<readonly RunningBot[]> => findRunningBots();

/** Whose books have a bot that runs or sits out a quarantine. */
export const listBooksInUse = () => findBooksInUse();
