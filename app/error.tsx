"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function AppError(props: RoomErrorProps) {
  return (
    <main className="mx-auto max-w-xl p-4 pt-16">
      <RoomError name="Amarktai" {...props} />
    </main>
  );
}
