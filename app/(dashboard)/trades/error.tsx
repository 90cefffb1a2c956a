"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function TradesError(props: RoomErrorProps) {
  return <RoomError name="Trades" {...props} />;
}
