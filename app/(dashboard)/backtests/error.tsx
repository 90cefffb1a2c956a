"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function BacktestsError(props: RoomErrorProps) {
  return <RoomError name="Backtests" {...props} />;
}
