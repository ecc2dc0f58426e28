// Tests the npm package as its users have it: it says the very same as the command line, in Node and out of a bundler, and its
// types hold for what it gives. The browser tests import it in a page.
//
// Usage: node module.mjs PACKAGE PROGRAM, the laid out folder and the command line. Ends as Rust's own test runner does.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder, program] = process.argv.slice(2).map((path) => resolve(path));
const tools = fileURLToPath(new URL("../node_modules/.bin/", import.meta.url));

/** A project that has installed the package. */
const project = mkdtempSync(join(tmpdir(), "commerce-calculators-module-"));
const installed = join(project, "node_modules/commerce-calculators");
mkdirSync(join(project, "node_modules"));
cpSync(folder, installed, { recursive: true });
writeFileSync(join(project, "package.json"), '{ "type": "module" }');

/** What the command line prints. */
function commanded(words, input = "") {
  const { stdout, status } = spawnSync(program, words, { input, encoding: "utf8", maxBuffer: 1e8 });
  assert.ok(status === 0 || status === 2, `${words} ends with ${status}`);
  return JSON.parse(stdout);
}

/** What a script in the project prints. */
function printed(name, text) {
  const path = join(project, name);
  if (text !== undefined) writeFileSync(path, text);
  const { status, stdout, stderr } = spawnSync("node", [path], { cwd: project, encoding: "utf8" });
  // A bundle with the file inside has one line of a megabyte.
  assert.equal(status, 0, stderr.replace(/.{400,}/g, "…"));
  return stdout.trim();
}

/** The package's own module, as a script of the project would import it. */
writeFileSync(join(project, "module.js"), 'export * from "commerce-calculators";');
const module = await import(pathToFileURL(join(project, "module.js")));

/** Every example of every page: the command line names them where it is asked for one that is not there. */
function examples() {
  return commanded(["list"]).flatMap(({ slug }) => {
    const [{ message }] = commanded(["example", slug, "?"]).problems;
    return message.match(/There are: (.*)\.$/)[1].split(", ").map((name) => ({ slug, name }));
  });
}

const problems = (at, message) => ({ problems: [{ at, message }] });

const tests = {
  "nothing answers before it is loaded, and loading may be tried again": async () => {
    assert.throws(() => module.list(), /Await init\(\) first/);
    await assert.rejects(module.init(new Uint8Array([0, 97, 115, 109])));
    assert.throws(() => module.run("tiered-pricing", {}), /Await init\(\) first/);
    await module.init();
    await module.init();
  },

  "list and schemas are those of the command line": () => {
    const pages = module.list();
    assert.deepEqual(pages, commanded(["list"]));
    assert.ok(pages.length > 10);
    for (const { slug } of pages) assert.deepEqual(module.schema(slug), commanded(["schema", slug]), slug);
  },

  "every example gives what the command line gives": () => {
    let count = 0;
    for (const { slug, name } of examples()) {
      const inputs = module.example(slug, name);
      assert.deepEqual(inputs, commanded(["example", slug, name]), `${slug} ${name}`);
      const answer = module.run(slug, inputs);
      assert.equal(typeof answer.answer, "string", `${slug} ${name}`);
      // To the letter, and in its order.
      const wanted = commanded(["run", slug], JSON.stringify(inputs));
      assert.equal(JSON.stringify(answer), JSON.stringify(wanted), `${slug} ${name}`);
      count++;
    }
    assert.ok(count >= 30, `${count} examples`);
  },

  "the first example needs no name": () => {
    for (const { slug } of module.list()) assert.deepEqual(module.example(slug), commanded(["example", slug]));
  },

  "problems are those of the command line": () => {
    for (const { slug } of module.list())
      for (const inputs of [{}, { nothing: 1 }, { _cur: "ZZZ" }, [], "x", null, 7]) {
        const text = JSON.stringify(inputs);
        assert.deepEqual(module.run(slug, inputs), commanded(["run", slug], text), `${slug} ${text}`);
      }
    const unknown = problems("", "There is no calculator “nothing”. See `list`.");
    const given = [module.schema("nothing"), module.example("nothing"), module.run("nothing", {})];
    assert.deepEqual(given, [unknown, unknown, unknown]);
    assert.deepEqual(module.schema(undefined), problems("", "There is no calculator “undefined”. See `list`."));
    assert.match(module.example("tiered-pricing", "none").problems[0].message, /^There is no example “none”\./);
    assert.deepEqual(module.run("tiered-pricing"), module.run("tiered-pricing", {}));
  },

  "numbers keep their digits, and what is no number is refused": () => {
    const total = (amount, unit_price) => {
      const quantities = [{ name: "A", amount }];
      return module.run("tiered-pricing", { quantities, plans: [{ name: "P", charges: [{ quantity: "A", unit_price }] }] });
    };
    assert.equal(total("0.3", 100).figures.total.value, "30");
    assert.equal(total(0.1, 100).figures.total.value, "10");
    assert.equal(total(1e3, 2.5e-2).figures.total.value, "25");
    assert.equal(total(9007199254n, "100").figures.total.value, "900719925400");
    for (const odd of [NaN, Infinity, -Infinity, 2n ** 200n, 1e300])
      assert.deepEqual([...new Set(total(odd, 1).problems.map(({ at }) => at))], ["quantities.0.amount"], String(odd));
  },

  "hostile inputs are refused in words, and the next call answers": () => {
    const deep = (depth) => (depth ? [deep(depth - 1)] : 1);
    const prototype = JSON.parse('{"__proto__": {"plans": []}}');
    const hostile = [deep(1000), { plans: deep(500) }, { plans: { length: 1e9 } }, prototype, { "\ud800": 1 }];
    for (const { slug } of module.list()) {
      for (const inputs of hostile) {
        const { problems } = module.run(slug, inputs);
        assert.ok(problems.length, `${slug} ${JSON.stringify(inputs).slice(0, 60)}`);
      }
      assert.ok(module.run(slug, module.example(slug)).answer);
    }
    const round = {};
    round.plans = round;
    assert.throws(() => module.run("tiered-pricing", round), TypeError);
  },

  "the types hold for all that it gives": () => {
    const values = ["const pages: Page[] = module.list();", `const listed: Page[] = ${JSON.stringify(module.list())};`];
    let number = 0;
    const hold = (type, value) => values.push(`export const v${number++}: ${type} = ${JSON.stringify(value)};`);
    for (const { slug } of module.list()) hold("Field[]", module.schema(slug));
    for (const { slug, name } of examples()) {
      const inputs = module.example(slug, name);
      hold("Example", inputs);
      hold("Inputs", inputs);
      hold("Answer", module.run(slug, inputs));
    }
    hold("Problems", module.run("nothing"));
    const kinds = new Set();
    const add = (fields) => fields.forEach(({ kind, rows = [] }) => (kinds.add(kind), add(rows)));
    for (const { slug } of module.list()) add(module.schema(slug));
    for (const kind of kinds) hold("Kind", kind);
    const types = "Answer, Example, Field, Inputs, Kind, Page, Problems";
    const use = `
      await module.init();
      await module.init(new URL("https://example.com/engine_bg.wasm"));
      const result = module.run("x", { a: 1, b: [{ c: "2", d: [1, null] }], e: true, f: 3n, _cur: "EUR", _r: 1 });
      if ("problems" in result) { const at: string = result.problems[0]!.at; void at; }
      else { const value: string | null = result.figures["x"]!.value; void value; }
      const fields = module.schema("x");
      if (!("problems" in fields)) fields.map((field) => field.rows?.length);
      const inputs = module.example("x");
      if (!("problems" in inputs)) module.run("x", inputs);
      // @ts-expect-error a function is no input
      module.run("x", { a: () => 1 });
      // @ts-expect-error numbers come out as strings
      if ("figures" in result) { const value: number = result.figures["x"]!.value; void value; }
      void pages; void listed;`;
    const head = `import * as module from "commerce-calculators";\nimport type { ${types} } from "commerce-calculators";\n`;
    writeFileSync(join(project, "held.ts"), head + values.join("\n") + use);
    for (const resolution of ["nodenext", "bundler"]) {
      const kind = resolution === "bundler" ? "esnext" : resolution;
      const options = ["--strict", "--noEmit", "--noUncheckedIndexedAccess", "--target", "es2022", "--lib", "es2022,dom"];
      const way = ["--module", kind, "--moduleResolution", resolution, "held.ts"];
      const ran = spawnSync(join(tools, "tsc"), [...options, ...way], { cwd: project, encoding: "utf8" });
      assert.equal(ran.status, 0, `${resolution}: ${ran.stdout.slice(0, 2000)}`);
    }
  },

  "every kind and key that the types name exists": () => {
    const said = readFileSync(join(installed, "index.d.ts"), "utf8");
    const given = JSON.stringify(module.list().map(({ slug }) => module.schema(slug)));
    const kinds = said.match(/type Kind =[^;]*/)[0].matchAll(/"(\w+)"/g);
    for (const [, kind] of kinds) assert.ok(given.includes(`"kind":"${kind}"`), kind);
    const keys = said.match(/interface Field \{[^]*?\n\}/)[0].matchAll(/^ {2}(\w+)\??:/gm);
    for (const [, key] of keys) assert.ok(given.includes(`"${key}":`), key);
  },

  "the package says what it is": () => {
    const about = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    assert.equal(about.version, readFileSync("Cargo.toml", "utf8").match(/^version = "(.*)"/m)[1]);
    const files = Object.values(about.exports).flatMap((file) => (typeof file === "string" ? file : Object.values(file)));
    for (const file of [...files, about.types, "README.md", "LICENSE-MIT", "LICENSE-APACHE"])
      assert.ok(readFileSync(join(installed, file)).length, file);
  },

  "the example of its README runs": () => {
    const code = readFileSync(join(installed, "README.md"), "utf8").match(/```js\n([^]*?)```/)[1];
    const [, answer, value] = printed("readme.js", code).match(/^(.*) (\S+)$/s);
    assert.match(answer, /^Of a list price of \$100\.00, \$90\.00 reaches your pocket/);
    assert.equal(value, "90");
  },

  "a bundle runs with the file beside it, and with the file inside": () => {
    const use = 'console.log(list().length, run("price-waterfall", example("price-waterfall")).figures.pocket_price.value);';
    const bundled = (name, text, ...options) => {
      writeFileSync(join(project, `${name}.entry.js`), text + use);
      const out = join(project, name, "bundle.mjs");
      const ways = ["--bundle", "--format=esm", "--minify", "--log-level=error", `--outfile=${out}`, ...options];
      execFileSync(join(tools, "esbuild"), [join(project, `${name}.entry.js`), ...ways]);
      return `${name}/bundle.mjs`;
    };
    const { figures } = module.run("price-waterfall", module.example("price-waterfall"));
    const expected = `${module.list().length} ${figures.pocket_price.value}`;
    const names = "init, list, example, run";
    const beside = bundled("beside", `import { ${names} } from "commerce-calculators"; await init();`, "--platform=node");
    copyFileSync(join(installed, "engine_bg.wasm"), join(project, "beside/engine_bg.wasm"));
    assert.equal(printed(beside), expected);
    const wasm = 'import wasm from "commerce-calculators/engine.wasm";';
    const inside = `import { ${names} } from "commerce-calculators"; ${wasm} await init(wasm);`;
    assert.equal(printed(bundled("inside", inside, "--platform=browser", "--loader:.wasm=binary", "--target=es2022")), expected);
  },
};

let failed = 0;
console.log(`running ${Object.keys(tests).length} tests`);
for (const [name, run] of Object.entries(tests)) {
  try {
    await run();
    console.log(`test ${name} ... ok`);
  } catch (error) {
    failed++;
    console.log(`test ${name} ... FAILED\n${error.stack.slice(0, 3000)}`);
  }
}
rmSync(project, { recursive: true });
console.log(`\ntest result: ${failed ? "FAILED" : "ok"}. ${Object.keys(tests).length - failed} passed; ${failed} failed`);
process.exitCode = failed ? 1 : 0;
