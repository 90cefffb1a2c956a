import { hashOf, hashOfText, toUniform } from "@/server/market/core/simulation/seeded-random";

/** Of all groups ever: another number would move bots between them. */
const SEED = 20_261_204;

/** Whether a bot belongs to the group that learning never changes: by its id, so for ever. */
export const isControl = (botId: string, share: number): boolean =>
  toUniform(hashOf(SEED, hashOfText(botId))) < share;
