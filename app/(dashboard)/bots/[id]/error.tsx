"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function BotError(props: RoomErrorProps) {
  return <RoomError name="Bot" {...props} />;
}
