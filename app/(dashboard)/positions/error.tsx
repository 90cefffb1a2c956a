"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function PositionsError(props: RoomErrorProps) {
  return <RoomError name="Positions" {...props} />;
}
