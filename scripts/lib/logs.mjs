import {
  copyFileSync,
  createWriteStream,
  existsSync,
  fstatSync,
  openSync,
  renameSync,
  statSync,
  truncateSync,
} from "node:fs";
import { createInterface } from "node:readline";

const ROTATE_BYTES = 10 * 1024 * 1024;
const REPEAT_MS = 60_000;
const SHOWN_PER_MINUTE = 6;
const WARN = 40;
const ERROR = 50;

/** Puts a log that has grown over 10 MB aside as <name>.1, in place of an older one. */
export function rotate(file) {
  if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
}

/**
 * The same for a log that another program holds open and adds to: it is copied and emptied, not moved away. What is
 * written between the two is lost; a full disk leaves the log as it is.
 */
export function rotateHeld(file, limit = ROTATE_BYTES) {
  try {
    if (statSync(file).size <= limit) return;
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // not there yet, or no room for the copy: the next look tries again
  }
}

/** A log file that puts itself aside while it is written, so that it and the one before hold `limit` bytes each. */
export function openLog(file, limit = ROTATE_BYTES) {
  let out = null;
  let bytes = 0;
  const open = () => {
    const fd = openSync(file, "a");
    bytes = fstatSync(fd).size;
    out = createWriteStream(file, { fd });
    // a full disk must not take the supervisor down with it
    out.on("error", () => {});
  };
  const write = (text) => {
    try {
      if (out !== null && bytes > limit) {
        out.end();
        out = null;
        renameSync(file, `${file}.1`);
      }
      if (out === null) open();
    } catch {
      if (out === null) return;
    }
    bytes += Buffer.byteLength(text);
    out.write(text);
  };
  return { write, end: () => out?.end() };
}

/**
 * Writes a child's output into its log file and shows warnings and errors, shortened and not more than a few a
 * minute. Gives {lastWords(), end()}: the last error line seen, for the sentence when the child dies.
 */
export function keepLog(name, child, file, show) {
  const out = openLog(file);
  const gate = makeGate();
  let last = "";
  const report = ({ level, text }, fromErrors) => {
    if (level >= ERROR || fromErrors) last = text;
    if (level < WARN || !gate(text)) return;
    show(`${name} ${level >= ERROR ? "error" : "warning"}: ${text}`);
  };
  const take = (fromErrors) => (line) => {
    out.write(`${line}\n`);
    const found = readLine(line, fromErrors);
    if (found !== null) report(found, fromErrors);
  };
  createInterface({ input: child.stdout }).on("line", take(false));
  createInterface({ input: child.stderr }).on("line", take(true));
  return { lastWords: () => last, end: () => out.end() };
}

/** What a log line says, {level, text}; null for lines nobody needs to see. */
function readLine(line, fromErrors) {
  if (line.startsWith("{")) {
    try {
      const { level, msg, err } = JSON.parse(line);
      const detail = err?.message && !String(msg).includes(err.message) ? ` (${err.message})` : "";
      return { level: Number(level), text: `${msg ?? ""}${detail}`.slice(0, 300) };
    } catch {
      // not a log record after all
    }
  }
  const text = line.trim();
  if (!fromErrors || text === "" || /^(at |\^|Node\.js v|node:)/.test(text)) return null;
  const level = /^(\S*Error|Unhandled|⨯|FATAL)/.test(text) ? ERROR : WARN - 10;
  return { level, text: text.slice(0, 300) };
}

function makeGate() {
  const seen = new Map();
  let windowFrom = 0;
  let shown = 0;
  return (text) => {
    const now = Date.now();
    if (now - (seen.get(text) ?? 0) < REPEAT_MS) return false;
    if (now - windowFrom > REPEAT_MS) {
      windowFrom = now;
      shown = 0;
      seen.clear();
    }
    seen.set(text, now);
    shown += 1;
    return shown <= SHOWN_PER_MINUTE;
  };
}
