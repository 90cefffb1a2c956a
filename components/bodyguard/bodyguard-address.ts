import { parseAsStringLiteral } from "nuqs/server";
import { BOOKS } from "@/server/kernel/book";
import { parseAsId } from "../ui/address-parts";
import { detectionsShown } from "./detections-query";

/** What the address of the bodyguard says: which book is watched, whose detections, which of them, and which is open. */
export const bodyguardAddress = {
  book: parseAsStringLiteral(BOOKS),
  bot: parseAsId,
  show: parseAsStringLiteral(detectionsShown).withDefault("all"),
  detection: parseAsId,
};
