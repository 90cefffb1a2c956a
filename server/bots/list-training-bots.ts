import { findTraining } from "./store";

/** A bot that trains, with what its training is counted from: its first run and its present version, market clock. */
export type TrainingBot = Awaited<ReturnType<typeof findTraining>>[number];

/** A user's bots that train on paper, oldest first. */
export const listTrainingBots = (userId: string): Promise<readonly TrainingBot[]> => findTraining(userId);
