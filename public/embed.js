// What a page of another site loads to hold calculators: the element <cc-calculator>, a frame with properties, methods and events
// (embed.d.ts names them); and plain frames (iframe.cc) become as high as what is in them. Without this script
// a plain frame works as well, only at a fixed height, and in place of the element stands what it holds.
//
// Most of it is about one question: whose message is this? A frame is known by its window, then by its origin; figures travel by
// a port that only the two sides hold. The file goes out minified, in at most 2,048 bytes (tests/tools/embed.mjs): where it is
// terse, and does not follow attributes that change later, that is why.
if (!customElements.get("cc-calculator")) {
  const page = document;
  // Below the folder of the app, this file stands in one that is named by a version.
  const home = page.currentScript.src.replace(/(v[\d.]+\/)?[^/]*$/, "");
  /** What greets the page in a frame, by the frames of our own elements. */
  const greetings = new Map();

  addEventListener("message", ({ source, origin, data }) => {
    for (const frame of [...greetings.keys(), ...page.querySelectorAll("iframe.cc")]) {
      // A sandbox takes the origin away, unless it is told to leave it.
      const bare = /^(?!.*same-origin)./is.test(frame.sandbox);
      const known = bare ? origin === "null" : frame.src.startsWith(origin + "/");
      if (frame.contentWindow === source && known && data?.cc === 1) {
        // The page in the frame holds it within bounds.
        if (data.type === "resize") frame.style.height = data.payload.height + "px";
        if (data.type === "hello") greetings.get(frame)?.(bare ? "*" : origin);
      }
    }
  });

  customElements.define("cc-calculator", class extends HTMLElement {
    /** What was heard last: inputs, outputs, whether they are valid, and whose change it was. */
    state = {};
    #root = this.attachShadow({ mode: "open" });
    #frame;
    /** What sends a message, once the calculator is ready. */
    #sent;
    #waiting = [];
    /** Who waits for an answer. */
    #asked = [];

    connectedCallback() {
      const given = (name) => this.getAttribute(name) || "";
      const frame = (this.#frame = page.createElement("iframe"));
      if (given("sandbox")) frame.sandbox = given("sandbox");
      let src = `${given("src") || home}#/${given("calc")}?${given("inputs")}&_embed=1`;
      for (const name of "hide lock ro theme accent density lang num cur".split(" "))
        if (this.hasAttribute(name)) src += `&_${name}=${given(name) || 1}`;
      // The page in the frame takes the first port that it gets. Which that is, shows who answers.
      greetings.set(frame, (origin) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = ({ data: { type, id, payload: detail } }) => {
          this.#asked[id]?.[+(type === "error")](detail);
          if (type === "ready") this.#waiting.splice(0).map((this.#sent = (message) => channel.port1.postMessage(message)));
          if (type === "change") this.state = detail;
          this.dispatchEvent(new CustomEvent("cc-" + type, { detail, bubbles: true, composed: true }));
        };
        frame.contentWindow.postMessage({ cc: 1, type: "init", payload: { want: ["change"] } }, origin, [channel.port2]);
      });
      this.#root.append(
        Object.assign(frame, {
          title: this.title || "Calculator",
          loading: "lazy",
          allow: "clipboard-write",
          // A frame of another colour scheme than the page around it would be opaque.
          style: `display:block;border:0;width:100%;color-scheme:normal;height:${given("height") || 600}px`,
          src,
        }),
      );
    }

    disconnectedCallback() {
      greetings.delete(this.#frame);
      this.#frame.remove();
      this.#sent = 0;
    }

    send(type, payload, id) {
      (this.#sent || ((message) => this.#waiting.push(message)))({ cc: 1, type, id, payload });
    }

    get(what) {
      const answered = new Promise((...answer) => this.send("get", { what }, this.#asked.push(answer) - 1));
      return answered.then((result) => result[what] || result);
    }

    get inputs() { return this.state.inputs; }
    set inputs(inputs) { this.setInputs(inputs); }
    get outputs() { return this.state.outputs; }
    setInputs(inputs, mode) { this.send("set", { inputs, mode }); }
    getLink() { return this.get("link"); }
    exportCsv() { return this.get("csv"); }
    exportSvg() { return this.get("svg"); }
    getSchema() { return this.get("schema"); }
  });
}
