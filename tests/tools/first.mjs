// Puts what the pages begin with into index.html of the app: the boot script shows it until the app runs. A request for it would come
// as late as the app itself.
//
// Usage: node first.mjs FOLDER, the app as it is built.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const index = join(process.argv[2], "index.html");
// Nothing in it ends the element.
const first = JSON.stringify(JSON.parse(readFileSync("public/first.json", "utf8"))).replaceAll("<", "\\u003c");
const element = `<script type="application/json" id="first">${first}</script>`;
writeFileSync(index, readFileSync(index, "utf8").replace("</body>", () => `${element}\n</body>`));
