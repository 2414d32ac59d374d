// The page of settings: what is chosen is seen at once, on this page as on all others, and kept in the record.
(() => {
  "use strict";

  const { text } = Terakoya;

  Terakoya.component("settings", "[data-settings]", (form) => {
    const told = /** @type {HTMLElement} */ (form.querySelector(".settings-told"));
    const { dataset } = document.documentElement;
    const groups = [...form.querySelectorAll("fieldset")].map(({ name, elements }) => ({
      name,
      radios: /** @type {HTMLInputElement[]} */ ([...elements]),
    }));

    /** Checks what is in force; what nobody can choose here is as if nothing were. */
    function show() {
      for (const { name, radios } of groups) {
        const [usual, ...others] = radios;
        const chosen = others.find(({ value }) => value === dataset[name]) ?? usual;
        if (chosen) chosen.checked = true;
      }
    }

    async function keep() {
      const chosen = groups.map(({ name, radios }) => [name, radios.find((radio) => radio.checked)?.value ?? ""]);
      try {
        await Terakoya.look.keep(Object.fromEntries(chosen.filter(([, value]) => value)));
        const kept = await (await Terakoya.learner()).kept();
        if (kept) told.textContent = text("client_settings.kept");
        else Terakoya.lost(told, "record.not_kept");
      } catch (error) {
        Terakoya.lost(told, "record.failed");
        Terakoya.report("settings", form, error);
      }
    }

    form.addEventListener("change", keep);
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      for (const { radios } of groups) if (radios[0]) radios[0].checked = true;
      keep();
    });
    // The look may also be changed by another tab, or arrive from the record after this has begun.
    new MutationObserver(show).observe(document.documentElement, { attributes: true });
    show();
    form.hidden = false;
  });
})();
