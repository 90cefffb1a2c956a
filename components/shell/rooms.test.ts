import { expect, it } from "vitest";
import { rooms, roomsFor } from "./rooms";

it("a room that answers with 404 is not offered", () => {
  expect(roomsFor("owner")).toEqual(rooms);
  expect(roomsFor("viewer").map(({ href }) => href)).not.toContain("/jobs");
  expect(roomsFor("viewer")).toHaveLength(rooms.length - 1);
});
