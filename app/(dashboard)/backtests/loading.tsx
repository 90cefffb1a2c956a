import { RoomLoading } from "@/components/shell/room-loading";

export default function BacktestsLoading() {
  return <RoomLoading name="Backtests" />;
}
