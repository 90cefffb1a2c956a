"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function RoomsError(props: RoomErrorProps) {
  return <RoomError name="This room" {...props} />;
}
