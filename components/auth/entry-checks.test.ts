import { describe, expect, it } from "vitest";
import { sayFaults } from "../ui/testing/say-faults";
import { passwordCheck, signinCheck, welcomeCheck } from "./entry-checks";

const LONG = "a long sentence of 12";

describe("the forms of accounts", () => {
  it("ask for what is missing at the door, and send what was typed as it is", async () => {
    const empty = { email: "", password: "" };
    expect(await sayFaults(signinCheck, empty, Object.keys(empty))).toEqual({
      email: "Write your e-mail address like name@example.com.",
      password: "Write your password.",
    });
    const typed = { email: " Ada@Example.com ", password: ` ${LONG} ` };
    expect(await sayFaults(signinCheck, typed, Object.keys(typed))).toEqual({});
    expect(signinCheck.toInput(typed)).toEqual(typed);
  });

  it("refuse a short password where it is typed", async () => {
    const claim = { token: "t", name: "Ada", email: "ada@example.com", password: "short" };
    expect(await sayFaults(welcomeCheck, claim, Object.keys(claim))).toEqual({
      password: "A password has at least 12 characters. Choose a longer one.",
    });
  });

  it("compare the two lines of a new password, and send one of them", async () => {
    const fields = { current: "old", next: LONG, again: `${LONG}!` };
    expect(await sayFaults(passwordCheck, fields, Object.keys(fields))).toEqual({
      again: "This is not the same as the line above. Type both once more.",
    });
    expect(passwordCheck.toInput({ ...fields, again: LONG })).toEqual({ current: "old", next: LONG });
  });
});
