"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function BotsError(props: RoomErrorProps) {
  return <RoomError name="Bots" {...props} />;
}
