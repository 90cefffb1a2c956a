// How imports are found. The alias alone: with the whole tsconfig, dependency-cruiser would take the package
// "inngest" for our own folder of that name.
module.exports = { resolve: { alias: { "@": process.cwd() } } };
