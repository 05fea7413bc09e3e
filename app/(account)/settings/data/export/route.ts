import { exportData } from "@/lib/identity/export-data";
import { jsonFile } from "@/lib/web/json-file";
import { route } from "@/lib/web/route";

export const dynamic = "force-dynamic";

export const GET = route({}, async (ctx) => jsonFile(await exportData(ctx), "openhall-data.json"));
