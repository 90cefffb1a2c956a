// Stands in for the package of this name in the worker, where all code is server code.
export {};
