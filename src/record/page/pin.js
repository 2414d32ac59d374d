// A PIN before somebody's record: so that nobody opens it by mistake. It is kept as a salted digest, so that it cannot be
// read off the storage; with four digits to try it could be found out, and nothing is encrypted. Learners are told so.
(() => {
  "use strict";

  const { text } = Terakoya;
  /** A third of a second on an old computer. */
  const ROUNDS = 10_000;
  const LONGEST_WAIT = 60;
  const SECOND = 1000;

  const bytes = (/** @type {string} */ words) => new TextEncoder().encode(words);

  /** @type {(digits: string, salt: string, rounds: number) => string} */
  function digest(digits, salt, rounds) {
    const salted = bytes(salt + digits);
    let value = Terakoya.sha256(salted);
    const block = new Uint8Array(value.length + salted.length);
    block.set(salted, value.length);
    for (let round = 1; round < rounds; round++) {
      block.set(value);
      value = Terakoya.sha256(block);
    }
    return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Digits as a Japanese keyboard gives them too; null for what is no PIN. @type {(value: string) => string | null} */
  function digits(value) {
    const plain = value.normalize("NFKC").replace(/\s/g, "");
    return /^[0-9]{4,8}$/.test(plain) ? plain : null;
  }

  /** Seconds to wait before the next try: doubled with each wrong one. @type {(person: Person) => number} */
  function wait({ wrong, wrongAt }) {
    if (!wrong) return 0;
    const whole = Math.min(LONGEST_WAIT, 2 ** wrong);
    // A clock that was set back must not lock anybody out.
    return Math.ceil(Math.min(whole, whole - (Date.now() - wrongAt) / SECOND));
  }

  /** @type {(person: Person) => Promise<void>} */
  async function keep(person) {
    const learner = await Terakoya.learner();
    await learner.put("who", [Terakoya.person(person)]);
  }

  Terakoya.person = ({ id, created, pin, wrong, wrongAt }) => [
    `${encodeURIComponent(Terakoya.course)}/who/${id}`,
    { created: created || Date.now(), pin, wrong, wrongAt },
  ];

  Terakoya.unlock = async (person) => {
    const { pin } = person;
    if (!pin) return true;
    const dialog = /** @type {HTMLDialogElement} */ (document.querySelector(".pin-ask"));
    const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
    const input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
    const error = /** @type {HTMLElement} */ (dialog.querySelector(".field-error"));
    const whose = dialog.querySelector(".pin-whose");
    whose?.replaceChildren(Terakoya.isAway() ? "" : Terakoya.make("bdi", "", person.name));

    /** @type {(key: string, seconds?: number) => void} */
    function refuse(key, seconds = 0) {
      error.textContent = text(key, { seconds });
      input.setAttribute("aria-invalid", "true");
      input.value = "";
      input.focus();
    }

    /** @type {(event: SubmitEvent) => void} */
    function judge(event) {
      if (/** @type {HTMLButtonElement | null} */ (event.submitter)?.value !== "yes") return;
      const given = digits(input.value);
      const seconds = wait(person);
      if (seconds > 0) refuse("record_page.pin_wait", seconds);
      else if (!given) refuse("record_page.pin_form");
      else if (pin && digest(given, pin.salt, pin.rounds) === pin.digest) return;
      else {
        person.wrong++;
        person.wrongAt = Date.now();
        keep(person).catch((error) => Terakoya.report("pin", form, error));
        refuse("record_page.pin_wrong", wait(person));
      }
      event.preventDefault();
    }

    error.textContent = "";
    input.value = "";
    input.removeAttribute("aria-invalid");
    form.addEventListener("submit", judge);
    const open = await Terakoya.confirm(dialog);
    form.removeEventListener("submit", judge);
    input.value = "";
    if (open && person.wrong) {
      person.wrong = 0;
      person.wrongAt = 0;
      await keep(person).catch((error) => Terakoya.report("pin", form, error));
    }
    return open;
  };

  Terakoya.component("pin", ".sharing", async (root) => {
    await Terakoya.late("who");
    const form = /** @type {HTMLFormElement} */ (root.querySelector(".pin-new"));
    const [one, two] = form.querySelectorAll("input");
    const error = /** @type {HTMLElement} */ (form.querySelector(".field-error"));
    const off = /** @type {HTMLElement} */ (root.querySelector(".pin-off"));
    const state = /** @type {HTMLElement} */ (root.querySelector(".pin-state"));
    if (!one || !two) throw new TypeError("no fields for a PIN");

    async function me() {
      const { id } = await Terakoya.learner();
      const found = (await Terakoya.people()).find((person) => person.id === id);
      if (!found) throw new TypeError("nobody is at work");
      return found;
    }

    /** @type {(field: HTMLInputElement, key: string) => void} */
    function refuse(field, key) {
      error.hidden = false;
      error.textContent = text(key);
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }

    /** @type {(key: string, pin: Pin | null) => Promise<void>} */
    async function set(key, pin) {
      try {
        await keep({ ...(await me()), pin, wrong: 0, wrongAt: 0 });
        await render();
        state.textContent = text(key);
        (pin ? off.querySelector("button") : one)?.focus();
      } catch (error) {
        state.textContent = text("record_page.failed");
        Terakoya.report("pin", root, error);
      }
    }

    async function render() {
      const { pin } = await me();
      form.hidden = pin !== null;
      off.hidden = pin === null;
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = digits(one.value);
      const same = given === digits(two.value);
      error.hidden = true;
      for (const field of [one, two]) field.removeAttribute("aria-invalid");
      if (!given) return refuse(one, "record_page.pin_form");
      if (!same) return refuse(two, "record_page.pin_differs");
      const salt = Terakoya.newId();
      one.value = two.value = "";
      set("record_page.pin_is_set", { salt, rounds: ROUNDS, digest: digest(given, salt, ROUNDS) });
    });
    off.addEventListener("click", async () => {
      if (await Terakoya.unlock(await me())) set("record_page.pin_is_off", null);
    });
    Terakoya.follow("pin", render);
  });
})();
