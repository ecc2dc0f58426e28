// The self-check: tries what the calculators need, one thing after the other, and says of each what is blocked, what that means and
// which line mends it. It asks for nothing but files of the app. The same file is the script of the page, the worker and the module
// that it tries, so that all three are answered by this very server.

(() => {
  // As a worker, it is enough to answer.
  if (typeof window === "undefined") return postMessage("here");
  // As a module, it is enough to have come.
  if (window.ccChecked) return;
  window.ccChecked = true;

  const $ = (id) => document.getElementById(id);
  const framed = window !== window.top;
  /** In a sandbox without `allow-same-origin` a page has no origin. */
  const bare = window.origin === "null";
  const NO_ORIGIN = bare ? " Here the frame is a sandbox without an origin, which asks as a stranger." : "";

  /** The policy that the app runs under; what else a server sends may be stricter than the app can bear. */
  const POLICY = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ];

  const works = (text) => ({ state: "works", text });
  const blocked = (text, line) => ({ state: "blocked", text, line });
  /** Nothing is wrong, and something is not there or cannot be known. */
  const note = (text, line) => ({ state: "note", text, line });

  /** What a promise comes to, or a failure once it takes too long. */
  const soon = (promise, limit = 8000) =>
    Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error("There was no answer.")), limit))]);

  const refused = [];
  document.addEventListener("securitypolicyviolation", (event) => refused.push(`${event.effectiveDirective}: ${event.blockedURI}`));

  /** Whether the frames around this page let it do what a word of `sandbox` allows; undefined where that cannot be known. */
  function permits(word) {
    try {
      for (let inner = window; inner !== inner.parent; inner = inner.parent) {
        const frame = inner.frameElement;
        if (!frame) return undefined;
        if (frame.hasAttribute("sandbox") && !frame.sandbox.contains(word)) return false;
      }
    } catch (error) {
      // A page of another site does not show how it frames this one.
      return undefined;
    }
    return bare ? undefined : true;
  }

  /** Something that only a word of `sandbox` allows. */
  function allowance(word, good, bad) {
    const may = permits(word);
    if (may) return works(good);
    const line = `sandbox="… ${word}"`;
    if (may === false) return blocked(bad, line);
    return note(`The page around this one does not show what it allows. If it has a sandbox: ${bad}`, line);
  }

  const checks = {
    "WebAssembly": async () => {
      const line = "Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'";
      if (typeof WebAssembly !== "object")
        return blocked(
          "This browser has no WebAssembly, or it is switched off. Use a browser from 2022 or later.",
        );
      try {
        await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
        return works("This browser compiles the calculators here.");
      } catch (error) {
        return blocked(
          `The policy of this server does not let WebAssembly run (${error.message}). Let the server send this with every file of the app.`,
          line,
        );
      }
    },

    "Module scripts": async () => {
      try {
        await soon(import("./check.js"));
        return works("Scripts load as modules.");
      } catch (error) {
        const line = `Content-Type: text/javascript\n${bare ? "Access-Control-Allow-Origin: *\n" : ""}Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'`;
        return blocked(
          `No script loads as a module, so no calculator starts.${NO_ORIGIN} Let the server send this with .js files.`,
          line,
        );
      }
    },

    "The type of .wasm files": async () => {
      const page = await soon(fetch("./index.html").then((answer) => answer.text()));
      const [, name] = page.match(/id="?app-wasm"? [^>]*href="?\.\/([^" >]+)/) || [];
      if (!name) return blocked("The start page of the app is not beside this page. Copy the whole folder dist/ to the server.");
      const answer = await soon(fetch(`./${name}`));
      const type = answer.headers.get("Content-Type") || "none";
      const begins = answer.ok && new Uint8Array(await answer.arrayBuffer());
      if (!begins || begins[1] !== 97)
        return blocked(
          `The server answers ${answer.status} for ${name}, or sends something else. On IIS, .wasm needs an entry in web.config.`,
          '<mimeMap fileExtension=".wasm" mimeType="application/wasm" />',
        );
      if (type.startsWith("application/wasm")) return works("The server sends .wasm files, and under their right type.");
      return note(
        `The server sends .wasm files as ${type}. The app runs all the same; the right type is this.`,
        "Content-Type: application/wasm",
      );
    },

    "Sandboxed frames": async () => {
      const line = "Access-Control-Allow-Origin: *";
      const answer = await soon(fetch("./check.css"));
      const lets = answer.headers.get("Access-Control-Allow-Origin");
      if (bare) return works("The server answers this frame, which is a sandbox without an origin.");
      if (lets === "*") return works("The server also answers frames that are sandboxes without an origin.");
      return note(
        "In a sandbox without allow-same-origin the app would not load. If you need that, let the server send this.",
        line,
      );
    },

    "Workers": async () => {
      if (bare)
        return note(
          "A sandbox without an origin has no worker. The page then works long lists out itself, more slowly.",
          'sandbox="… allow-same-origin"',
        );
      try {
        const worker = new Worker("./check.js", { type: "module" });
        await soon(new Promise((yes, no) => Object.assign(worker, { onmessage: yes, onerror: () => no(new Error("It did not start.")) })));
        worker.terminate();
        return works("Long lists are worked out beside the page.");
      } catch (error) {
        return note(
          "Workers are blocked. The page then works long lists out itself, more slowly.",
          "Content-Security-Policy: worker-src 'self'",
        );
      }
    },

    "Storage": async () => {
      if (framed) return note("In a frame nothing is kept: inputs come from the address and from the page around it.");
      try {
        localStorage.setItem("cc:check", "1");
        localStorage.removeItem("cc:check");
        return works("This browser keeps what is entered.");
      } catch (error) {
        return note(
          "This browser keeps nothing here: what is entered is gone with the page. Allow site data for this site in the browser's settings.",
        );
      }
    },

    "Without a network": async () => {
      if (framed) return note("In a frame the app is not kept by the browser. Opened by itself, it is.");
      if (!navigator.serviceWorker)
        return note(
          window.isSecureContext ? "This browser has no service workers, so the app needs the network." : "Only over https does a browser keep the app. Serve it over https.",
        );
      try {
        const answer = await soon(fetch("./sw.js"));
        if (!answer.ok || !/javascript/.test(answer.headers.get("Content-Type"))) throw new Error(`sw.js was answered by ${answer.status}.`);
        return works("This browser can keep the app, so that it opens without a network.");
      } catch (error) {
        return note(
          `The app will not open without a network: ${error.message} Copy sw.js to the server.`,
          "Content-Type: text/javascript",
        );
      }
    },

    "Saving files": async () =>
      allowance(
        "allow-downloads",
        "Files can be saved.",
        "Files are blocked. The app then shows what would be in them, to be copied.",
      ),

    "Copying": async () => {
      const line = 'allow="clipboard-write"';
      const bad = "The clipboard is closed to this frame. The app then copies by a selection, or shows what to copy.";
      if (!navigator.clipboard)
        return note(
          window.isSecureContext ? "This browser has no clipboard for pages." : "Only over https does a page have the clipboard. Serve the app over https.",
        );
      const policy = document.permissionsPolicy || document.featurePolicy;
      if (policy && !policy.allowsFeature("clipboard-write")) return blocked(bad, line);
      if (policy || !framed) return works("Texts and pictures can be copied.");
      return note(`This browser does not tell whether the frame may copy. If it may not: ${bad}`, line);
    },

    "Printing": async () =>
      allowance(
        "allow-modals",
        "The page can be printed.",
        "Printing is blocked. Readers then open the page in a new tab.",
      ),

    "New tabs": async () => allowance("allow-popups", "Links can open a new tab.", "“Open full version” is blocked."),

    "Height": async () => {
      if (!framed) return note("This page stands alone. In a frame, it would ask to be made as high as its content.");
      const wanted = Math.ceil(document.querySelector("main").getBoundingClientRect().height);
      parent.postMessage({ cc: 1, type: "resize", payload: { height: wanted } }, "*");
      for (let tries = 0; tries < 20; tries++) {
        if (Math.abs(innerHeight - wanted) <= 2) return works("The page around this one makes the frame as high as its content.");
        await new Promise((done) => setTimeout(done, 50));
      }
      const here = new URL("v1/embed.js", location.href).href;
      return note(
        "The page around this one leaves the frame as high as it is, so its content scrolls. To mend that, load this script there and give the frame this class.",
        `<script src="${here}"></script>\n<iframe class="cc" …>`,
      );
    },

    "Security policy": async () => {
      const { headers } = await soon(fetch("./check.html"));
      const sent = headers.get("Content-Security-Policy");
      const old = headers.get("X-Frame-Options");
      if (old)
        return blocked(
          `The server sends X-Frame-Options: ${old}, which keeps the app out of the pages of other sites. Take it away and name those sites in the policy.`,
          "Content-Security-Policy: …; frame-ancestors 'self' https://intranet.example",
        );
      if (bare) return note("A sandbox without an origin does not see the headers of the server. Open this page alone for that.");
      const line = `Content-Security-Policy: ${POLICY.join("; ")}; frame-ancestors 'self' https://intranet.example`;
      if (!sent)
        return note(
          "The server sends no policy. The app runs without; this one keeps anything else from running in it.",
          line,
        );
      const missing = POLICY.filter((part) => !sent.split(";").some((other) => other.trim() === part));
      if (missing.length)
        return note(
          `The policy of this server is another than the one that the app is tested under, which has ${missing.join("; ")}.`,
          line,
        );
      const ancestors = sent.match(/frame-ancestors ([^;]*)/);
      const hosts = ancestors ? `These may embed the app: ${ancestors[1].trim()}.` : "Any site may embed the app.";
      return works(`The server sends the policy that the app is tested under. ${hosts}`);
    },

    "Types of files": async () => {
      const answer = await soon(fetch("./check.css"));
      if (bare || answer.headers.get("X-Content-Type-Options") === "nosniff") return works("Files come under their own types.");
      return note("The server does not forbid browsers to guess the types of files.", "X-Content-Type-Options: nosniff");
    },
  };

  const words = { works: "Works", blocked: "Blocked", note: "To know" };

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function show(name, { state, text, line }) {
    const item = element("li", "", state);
    const head = element("h2", `${name} `);
    head.append(element("span", words[state], "state"));
    item.append(head, element("p", text));
    if (line) item.append(element("pre", line));
    $("checks").append(item);
  }

  async function run() {
    let faults = 0;
    for (const [name, check] of Object.entries(checks)) {
      let found;
      try {
        found = await check();
      } catch (error) {
        found = blocked(
          `It could not be tried: ${error.message}${NO_ORIGIN}`,
          bare ? "Access-Control-Allow-Origin: *" : "Content-Security-Policy: connect-src 'self'",
        );
      }
      if (found.state === "blocked") faults++;
      show(name, found);
    }
    if (refused.length) show("Refused by a policy", note(`The browser refused: ${[...new Set(refused)].join(", ")}.`));
    const blockedNow = faults === 1 ? "One thing is blocked. Below is the line that mends it." : `${faults} things are blocked. Below are the lines that mend them.`;
    $("summary").textContent = faults ? blockedNow : "Nothing that the calculators need is blocked here.";
    // The list has come; a frame that follows its content grows with it.
    if (framed) parent.postMessage({ cc: 1, type: "resize", payload: { height: Math.ceil(document.querySelector("main").getBoundingClientRect().height) } }, "*");
  }

  $("try-file").addEventListener("click", () => {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob(["Files can be saved.\n"], { type: "text/plain" }));
    link.download = "self-check.txt";
    link.click();
    $("tried").textContent = "The browser was told to save self-check.txt. If it did not, files are blocked.";
  });
  $("try-copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText("The clipboard is open.");
      $("tried").textContent = "A text was copied.";
    } catch (error) {
      $("tried").textContent = "The clipboard is blocked. A frame needs allow=\"clipboard-write\", and the app needs https.";
    }
  });
  run();
})();
