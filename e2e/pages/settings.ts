import { expect, type Page } from "@playwright/test";
import { ListTable } from "./table";

interface WantedKey {
  name: string;
  scopes: string[];
  project: string;
}

/** What one settles for an organization, whatever its kind. */
export class SettingsPages {
  constructor(readonly page: Page) {}

  async invite(email: string, role: string): Promise<void> {
    await this.page.goto("/settings/members");
    await this.page.getByRole("button", { name: "Invite" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Invite somebody" });
    await dialog.getByLabel("E-mail address").fill(email);
    await dialog.getByLabel("Role").selectOption(role);
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await expect(new ListTable(this.page, "Invitations").row(email)).toHaveCount(1);
  }

  async createProject(name: string): Promise<void> {
    await this.page.goto("/settings/projects");
    await this.page.getByRole("button", { name: "New project" }).click();
    const dialog = this.page.getByRole("dialog", { name: "New project" });
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByRole("button", { name: "Create project" }).click();
    await expect(new ListTable(this.page, "Projects").row(name)).toHaveCount(1);
  }

  /** The key, which is shown this once. */
  async createKey({ name, scopes, project }: WantedKey): Promise<string> {
    await this.page.goto("/settings/api-keys");
    await this.page.getByRole("button", { name: "New key" }).first().click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    for (const scope of scopes) await dialog.getByRole("checkbox", { name: scope }).check();
    await dialog.getByLabel("Project").selectOption({ label: project });
    await dialog.getByRole("button", { name: "Create key" }).click();
    const shown = dialog.getByText(/^oh_live_/);
    await expect(shown).toBeVisible();
    const key = ((await shown.textContent()) ?? "").trim();
    await dialog.getByRole("button", { name: "I have copied it" }).click();
    await expect(new ListTable(this.page, "API keys").row(name)).toHaveCount(1);
    await expect(this.page.getByText(key)).toHaveCount(0);
    return key;
  }

  /** A button of a row, and the question that follows. */
  async confirm(action: string, of: string): Promise<void> {
    await this.page.getByRole("button", { name: `${action} ${of}` }).click();
    const question = this.page.getByRole("alertdialog");
    await question.getByRole("button", { name: action, exact: true }).click();
    await expect(question).toHaveCount(0);
  }
}
