/** How many lines the activity list shows. */
export const ACTIVITY_SHOWN = 24;
