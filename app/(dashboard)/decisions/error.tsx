"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function DecisionsError(props: RoomErrorProps) {
  return <RoomError name="Decisions" {...props} />;
}
