import { countEntries } from "./store";

/** Whether something was ever done to a subject. */
export const hasEntry = async (action: string, subject: string): Promise<boolean> =>
  (await countEntries(action, subject)) > 0;
