// Lays out the texts of the languages that the app comes in beside English: each file under a name by its content, and named in the
// head of the page, where the boot script chooses.
//
// Usage: node languages.mjs FOLDER [FILE…], the app as it is built. Without FILES it takes all of public/languages; tests add one of
// their own to an app that is built.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const [folder, ...given] = process.argv.slice(2);
const SOURCE = "public/languages";
const sources = given.length ? given : readdirSync(SOURCE).sort().map((name) => join(SOURCE, name));

const placed = (source) => {
  const language = basename(source, ".json");
  const text = JSON.stringify(JSON.parse(readFileSync(source, "utf8")));
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const address = `language-${language}-${hash}.json`;
  writeFileSync(join(folder, address), text);
  return `<link rel="language" data-language="${language}" href="./${address}">`;
};
const index = join(folder, "index.html");
writeFileSync(index, readFileSync(index, "utf8").replace("</head>", `${sources.map(placed).join("\n")}\n</head>`));
