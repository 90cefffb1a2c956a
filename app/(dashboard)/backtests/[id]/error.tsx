"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function BacktestError(props: RoomErrorProps) {
  return <RoomError name="Backtest" {...props} />;
}
