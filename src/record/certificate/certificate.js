// The certificate: filled in when the course is done, with what the learner said of themselves.
(() => {
  "use strict";

  const { make, text } = Terakoya;

  /** The code by which an office finds a certificate that was typed off wrongly: the first 40 bits of FNV-1a (64 bits)
   * over its fields, each in NFC and ended by a line feed, in the alphabet of resume codes. It shows slips, not forgery.
   * @type {(fields: string[]) => string} */
  Terakoya.checkCode = (fields) => {
    const bytes = new TextEncoder().encode(fields.map((field) => `${field.normalize("NFC")}\n`).join(""));
    let hash = 0xcbf29ce484222325n;
    for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    let rest = hash >> 24n;
    let code = "";
    for (let digit = 0; digit < 8; digit++, rest >>= 5n) code = ALPHABET.charAt(Number(rest & 31n)) + code;
    return `${code.slice(0, 4)}-${code.slice(4)}`;
  };
  // Crockford's base 32, which has no I, L, O and U.
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  /** When the course was done: when the last lesson of those that count was.
   * @type {(milestones: Milestone[], standing: Standing) => number} */
  const finished = (milestones, { read, passed }) =>
    Math.max(...milestones.map(({ lesson, quizzes }) => (quizzes.length ? Math.max(...quizzes.map(({ quiz }) => passed.get(quiz) ?? 0)) : read.get(lesson) ?? 0)));

  /** What the learner said of themselves, in the order of the course. @type {(fields: RecordField[]) => Promise<[RecordField, string][]>} */
  async function details(fields) {
    await Terakoya.late("who");
    const given = (await Terakoya.details())?.fields;
    return fields.map((field) => [field, given?.get(field.id) ?? ""]);
  }

  Terakoya.component("certificate", "[data-certificate]", (root) => {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`.certificate${name}`));

    Terakoya.follow("certificate", async () => {
      const [outline, learner] = await Promise.all([Terakoya.whole(), Terakoya.learner()]);
      const milestones = Terakoya.milestones(outline);
      const standing = await Terakoya.standing(learner);
      const { complete, done, of, score } = Terakoya.completion(milestones, standing);
      const rows = await details(outline.fields);
      const named = rows.every(([field, value]) => value || !field.required);

      part("-waiting").hidden = complete;
      part("-unnamed").hidden = !complete || named;
      for (const name of ["", "-actions"]) part(name).hidden = !complete || !named;
      part("-left").textContent = complete ? "" : text("record_certificate.left", { count: of - done.size });
      if (!complete) return;

      const shown = rows.filter(([, value]) => value);
      // Names are isolated, so that one written from right to left turns nothing around it.
      part("-learner").replaceChildren(...shown.map(([field, value]) => make("div", "", make("dt", "", field.label), make("dd", "", make("bdi", "", value)))));
      const at = finished(milestones, standing);
      const day = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
      part("-date").textContent = Terakoya.day(at);
      part("-score-row").hidden = score === null;
      part("-score").textContent = score === null ? "" : text("record_certificate.percent", { percent: score });
      const certified = [Terakoya.course, outline.edition, ...rows.map(([, value]) => value), day, String(score ?? "")];
      part("-code").textContent = Terakoya.checkCode(certified);
    });

    part("-print").addEventListener("click", () => {
      // Only the certificate is printed; from the browser's own menu the page with it.
      const page = document.documentElement;
      page.dataset.print = "certificate";
      window.addEventListener("afterprint", () => delete page.dataset.print, { once: true });
      window.print();
    });
  });
})();
