// Preloaded into programs that would outlive a supervisor that was killed.
process.once("disconnect", () => process.exit(0));
