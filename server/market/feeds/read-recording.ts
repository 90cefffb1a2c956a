import path from "node:path";
import { readRecordingName } from "../core/recording-name";
import { parseRecording, RecordingError } from "./parse-recording";
import { readRecordedFile } from "./read-recorded-file";
import type { Recording } from "./recording";

/**
 * Reads one recorded file of candles, plain or gzipped. `sha256` is of the file as it lies on disk.
 * Throws RecordingError with one sentence for a missing, cut-off, misnamed or broken file.
 */
export async function readRecording(
  file: string,
): Promise<{ readonly recording: Recording; readonly sha256: string }> {
  const base = path.basename(file);
  const name = readRecordingName(base);
  if (!name.ok) throw new RecordingError(name.refusal.message);
  const { text, sha256 } = await readRecordedFile(file);
  return { recording: parseRecording(base, name.value, text), sha256 };
}
