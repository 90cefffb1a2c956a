import { config } from "zod";

// Schemas compile themselves with `new Function` where they may. The policy of the pages forbids that: each try would be
// reported as a breach. To be loaded before any schema is made.
config({ jitless: true });
