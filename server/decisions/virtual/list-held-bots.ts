import { type EdgeStanding, findHeld } from "../store/virtual-trades";

/** The bots of a user whose trades cost more than they are expected to earn, by their own record. */
export const listHeldBots = (userId: string): Promise<readonly EdgeStanding[]> => findHeld(userId);
