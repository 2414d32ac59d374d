// Boxes that can be ticked. They belong to the page alone and are forgotten with it.
(() => {
  "use strict";

  Terakoya.component("checklist", ".checklist", (root) => {
    const count = root.querySelector(".checklist-count");
    /** @type {HTMLInputElement[]} */
    const boxes = [];

    function tell() {
      if (!(count instanceof HTMLElement)) return;
      const ticked = boxes.filter((box) => box.checked).length;
      const words = ticked === boxes.length ? count.dataset.all : count.dataset.words;
      count.textContent = (words ?? "").replace("{n}", String(ticked)).replace("{of}", String(boxes.length));
    }

    for (const [index, item] of [...root.querySelectorAll(":scope > ul > li, :scope > ol > li")].entries()) {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.className = "checklist-box";
      box.id = `${root.id}:${index + 1}-box`;
      const ticked = item.querySelector(":scope > label > input");
      box.checked = ticked instanceof HTMLInputElement && ticked.checked;
      ticked?.parentElement?.replaceWith(...[...ticked.parentElement.childNodes].filter((node) => node !== ticked));
      // A click on a link or a button within the words is for that, and not for the box.
      const plain = !item.querySelector("a, button, summary, input, audio, video");
      const words = document.createElement(plain ? "label" : "div");
      if (words instanceof HTMLLabelElement) words.htmlFor = box.id;
      words.id = `${box.id}-words`;
      words.className = plain ? "checklist-words" : "";
      words.append(...item.childNodes);
      if (!plain) box.setAttribute("aria-labelledby", words.id);
      item.append(box, words);
      item.setAttribute("data-on", "");
      box.addEventListener("change", tell);
      boxes.push(box);
    }
    tell();
  });
})();
