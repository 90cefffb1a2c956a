// Files of the data folder that a start reads. One that can be made again is set aside when it is damaged, and the
// start says so; one that cannot is refused with a sentence. Nothing is deleted.
import { existsSync, lstatSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Reads a JSON object. Gives {value} or {fault}, both null when there is no such file; `fault` says what is wrong with
 * it in a few words: "is empty", "is no JSON", "is a folder", "cannot be read (EACCES)".
 */
export function readObject(file) {
  const { text, fault } = readText(file);
  if (text === null) return { value: null, fault };
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { value, fault: null };
    return { value: null, fault: "holds something else than it should" };
  } catch {
    return { value: null, fault: text.trim() === "" ? "is empty" : "is no JSON" };
  }
}

/** Reads a text file. Gives {text, fault}; both null when there is no such file. */
export function readText(file) {
  try {
    return { text: readFileSync(file, "utf8"), fault: null };
  } catch (error) {
    if (error.code === "ENOENT") return { text: null, fault: null };
    if (error.code === "EISDIR") return { text: null, fault: "is a folder" };
    return { text: null, fault: `cannot be read (${error.code})` };
  }
}

/** Puts a damaged file aside as <name>.damaged, in place of an older one; gives the sentence that says so. */
export function setAside(file, fault) {
  const place = `${file}.damaged`;
  rmSync(place, { recursive: true, force: true });
  renameSync(file, place);
  return `${file} ${fault}: it was set aside as ${path.basename(place)} and is made again.`;
}

/** Puts aside what lies where a file belongs and is none; gives the sentence, or null when there is nothing to do. */
export function setAsideFolder(file) {
  return existsSync(file) && lstatSync(file).isDirectory() ? setAside(file, "is a folder") : null;
}
