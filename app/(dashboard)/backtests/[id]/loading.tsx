import { RoomLoading } from "@/components/shell/room-loading";

export default function BacktestLoading() {
  return <RoomLoading name="Backtest" />;
}
