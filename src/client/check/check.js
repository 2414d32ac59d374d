// The page on which an IT department sees what works here. Each row is tried by itself, so that one that fails hides no
// other; what has a button is tried when it is pressed, since it would show or ask something.
(() => {
  "use strict";

  const { make, text } = Terakoya;
  /** How long a file may take to come before it counts as missing, in milliseconds. */
  const PATIENCE = 20_000;

  /** @type {<T>(promise: Promise<T>) => Promise<T>} */
  const soon = (promise) => Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("too late")), PATIENCE))]);

  /** What pages use that older browsers lack. */
  const features = () =>
    typeof Object.hasOwn === "function" &&
    typeof HTMLDialogElement === "function" &&
    typeof indexedDB !== "undefined" &&
    ["selector(:has(*))", "selector(:is(*))", "(inset: 0)"].every((condition) => CSS.supports(condition));

  async function files() {
    const course = await soon(Terakoya.whole());
    await soon(Terakoya.late("anchor"));
    return typeof course.digest === "string";
  }

  async function store() {
    const learner = await soon(Terakoya.learner());
    return learner.kept();
  }

  /** Whether two characters look different: those that no font has are all drawn as the same box.
   * @returns {boolean | null} null where the browser keeps to itself what it drew */
  function fonts() {
    const canvas = make("canvas", "");
    canvas.width = canvas.height = 32;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return null;
    /** @type {(character: string) => string} */
    const drawn = (character) => {
      context.clearRect(0, 0, 32, 32);
      context.font = `24px ${getComputedStyle(document.body).fontFamily}`;
      context.fillText(character, 2, 26);
      return context.getImageData(0, 0, 32, 32).data.join();
    };
    const again = drawn("\u8a9e");
    if (again !== drawn("\u8a9e") || again === drawn(" ")) return null;
    return again !== drawn("\u66f8");
  }

  /** The policy of every page lets styles come from the course alone; this one would not. */
  function policy() {
    return new Promise((/** @type {(held: boolean) => void} */ resolve) => {
      const link = make("link", "");
      link.rel = "stylesheet";
      link.onload = () => resolve(false);
      link.onerror = () => resolve(true);
      link.href = "data:text/css,";
      document.head.append(link);
      setTimeout(() => link.remove(), PATIENCE);
    });
  }

  Terakoya.component("check", "[data-check]", async (root) => {
    /** @type {(name: string) => HTMLElement} */
    const row = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-row="${name}"]`));
    /** @type {(name: string, value: string) => void} */
    const fact = (name, value) => {
      const place = document.querySelector(`[data-fact="${name}"]`);
      if (place) place.textContent = value;
    };
    /** @type {(name: string, state: "good" | "bad" | "ask") => void} */
    const set = (name, state) => {
      row(name).dataset.state = state;
      const result = row(name).querySelector(".check-result");
      if (result) result.textContent = text(`client_check.${state}`);
    };
    /** @type {(name: string, attempt: () => boolean | null | Promise<boolean | null>) => Promise<void>} */
    const attempt = async (name, test) => {
      const held = await Promise.resolve().then(test).catch(() => false);
      set(name, held === null ? "ask" : held ? "good" : "bad");
    };
    /** @type {(name: string, press: () => void) => void} */
    const offer = (name, press) => {
      const button = row(name).querySelector("button");
      if (!button) return;
      button.hidden = false;
      button.addEventListener("click", press);
    };

    set("script", "good");
    fact("place", text(location.protocol === "file:" ? "client_check.on_disk" : "client_check.on_server"));
    fact("browser", navigator.userAgent);
    offer("policy", () => void attempt("policy", policy).then(sum));
    offer("print", () => {
      set("print", "ask");
      sum();
      print();
    });
    offer("save", () => {
      set("save", "ask");
      sum();
      const link = make("a", "");
      link.href = URL.createObjectURL(new Blob(["\ufeff", report()], { type: "text/plain" }));
      link.download = "terakoya-check.txt";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), PATIENCE);
    });

    /** Everything on the page as text. */
    function report() {
      const facts = [...document.querySelectorAll(".check-facts > div")].map((one) => [...one.children].map((part) => part.textContent).join(": "));
      const rows = [...root.querySelectorAll(".check")].map((one) => `${one.querySelector("h2")?.textContent}: ${/** @type {HTMLElement} */ (one.querySelector(".check-result")).innerText}`);
      return [document.title, ...facts, "", ...rows, ""].join("\r\n");
    }

    function sum() {
      const bad = root.querySelectorAll("[data-state=bad]").length;
      const told = root.querySelector(".check-summary");
      if (told) told.textContent = bad ? text("client_check.some_bad", { n: bad }) : text("client_check.all_good");
    }

    const attempts = [attempt("features", features), attempt("files", files), attempt("store", store)];
    // Only courses in Japanese need them.
    if (row("fonts")) attempts.push(attempt("fonts", fonts));
    await Promise.all(attempts);
    sum();
  });
})();
