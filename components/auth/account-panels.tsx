import { Facts } from "../ui/facts";
import { Told } from "../ui/field";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PasswordForm } from "./password-form";

type AccountPanelsProps = {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  /** the demo's password is printed, and set again, by each start with --demo */
  readonly demo: boolean;
};

/** Who is signed in, and the password. */
export function AccountPanels({ name, email, role, demo }: AccountPanelsProps) {
  return (
    <div className="grid gap-2">
      <Panel title="You">
        <Facts
          className={PANEL_BODY}
          facts={[
            ["Name", name],
            ["E-mail", email],
            ["Role", role],
          ]}
        />
      </Panel>
      <Panel title="Change the password" asOf="ends every other session, on every device">
        {demo ? (
          <div className="max-w-110 px-3 pb-3">
            <Told>
              This is the demo's account: the next start with --demo sets the password it prints again.
            </Told>
          </div>
        ) : null}
        <PasswordForm email={email} />
      </Panel>
    </div>
  );
}
