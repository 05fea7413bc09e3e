import { expect, test } from "../fixtures/journey";
import { password } from "../fixtures/market";
import { Desk } from "../pages/desk";
import { signIn, signUp } from "../pages/people";
import { addApp } from "../pages/second-factor";
import { SettingsPages } from "../pages/settings";
import { ListTable } from "../pages/table";

const organization = "Lofoten Speech";
const ownerEmail = "ida@lofoten.example";
const memberEmail = "per@lofoten.example";
const project = "Nordic voices";
const reason = "Ticket 4711: asks why nothing starts";

test.describe.configure({ timeout: 240_000 });

test("an owner shares the organization with a person and a program, takes it back, and the log tells all of it", async ({
  openBrowser,
  mailbox,
  seeded,
  stack,
}) => {
  const [owner, member, staff] = [await openBrowser(), await openBrowser(), await openBrowser()];
  await signUp(owner, { kind: "customer", name: "Ida Lofoten", organization, email: ownerEmail, password });
  await addApp(owner, password);
  const settings = new SettingsPages(owner);

  await test.step("somebody is invited by mail, and joins with a sign-in of their own", async () => {
    await settings.invite(memberEmail, "member");
    const { links } = await mailbox.expectMail(memberEmail, new RegExp(organization));
    await member.goto(links.find((link) => link.includes("/invitation"))!);
    await member.getByLabel("Your name").fill("Per Lofoten");
    await member.getByLabel("Password").fill(password);
    await member.getByRole("button", { name: "Sign up and join" }).click();
    await expect(member.getByRole("button", { name: `Account: ${organization}, ${memberEmail}` })).toBeVisible();
    await member.goto("/settings/members");
    await expect(new ListTable(member, "Members").row(ownerEmail)).toHaveCount(1);
    await expect(member.getByRole("button", { name: "Invite" })).toHaveCount(0);
  });

  await settings.createProject(project);
  const scopes = ["instances:read", "catalog:read"];
  const key = await settings.createKey({ name: "evaluation", scopes, project });
  const call = (path: string) =>
    fetch(`${stack.record.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });

  await test.step("the program reads what the key opens, nothing more, and nothing once it is revoked", async () => {
    expect((await call("me")).status).toBe(200);
    expect((await call("instances")).status).toBe(200);
    expect((await call("ssh-keys")).status).toBe(403);
    await owner.goto("/settings/api-keys");
    await expect(new ListTable(owner, "API keys").row("evaluation")).toContainText("127.0.0.1");
    await settings.confirm("Revoke", "evaluation");
    expect((await call("me")).status).toBe(401);
  });

  await test.step("who is removed is out with their next request", async () => {
    await owner.goto("/settings/members");
    await settings.confirm("Remove", memberEmail);
    await member.goto("/overview");
    await expect(member.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
  });

  await test.step("support looks in for a reason, changes nothing, and leaves", async () => {
    await signIn(staff, seeded("platform desk"));
    await addApp(staff, seeded("platform desk").password);
    await new Desk(staff).lookIn(organization, reason);
    const banner = staff.getByRole("region", { name: "Support visit" });
    await expect(banner).toContainText("without changing anything");
    await staff.goto("/settings/projects");
    await expect(new ListTable(staff, "Projects").row(project)).toHaveCount(1);
    await expect(staff.getByRole("button", { name: "New project" })).toHaveCount(0);
    await banner.getByRole("button", { name: "End visit" }).click();
    await expect(banner).toHaveCount(0);
    // who comes after this journey signs in to the desk by the password alone
    await staff.goto("/settings/security");
    await new SettingsPages(staff).confirm("Remove", "authenticator app");
  });

  await test.step("the log has all of it, and nobody has changed it", async () => {
    await mailbox.expectMail(ownerEmail, /look/i);
    await owner.goto("/settings/audit-log?pageSize=100");
    const events = new ListTable(owner, "Events");
    for (const what of ["Member invited", "Member joined", "Project created", "API key created", "API key revoked"])
      await expect(events.row(what), what).toHaveCount(1);
    await expect(events.row("Member removed")).toHaveCount(1);
    await expect(events.row("Support began to look in")).toContainText("Platform staff");
    await expect(events.row("Support visit ended")).toHaveCount(1);
    await expect(owner.getByText(reason)).toBeVisible();
    await owner.getByRole("button", { name: "Check the log now" }).click();
    await expect(owner.getByText("The log is whole")).toBeVisible();
  });
});
