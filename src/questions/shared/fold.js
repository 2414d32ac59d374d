// When two texts count as the same. Rust has the same steps, and says what they are (src/questions/fold.rs).
(() => {
  "use strict";

  Terakoya.fold = (text, how) => {
    let folded = text;
    if (how.includes("width")) {
      folded = folded.normalize("NFKC").replace(/[\u2053\u223c\u301c\u3030]/g, "~").replace(/[\u02d7\u2010-\u2015\u2043\u2212\u2500\u2501\u2796\u30fc]/g, "-");
    }
    if (how.includes("case")) {
      // One code point at a time, so that neither neighbours nor the language count.
      folded = [...folded].map((one) => [one.toLowerCase(), one].find((found) => [...found].length === 1)).join("");
    }
    if (how.includes("kana")) folded = folded.replace(/[\u30a1-\u30f6\u30fd\u30fe]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 96));
    return folded.replace(/[\s\x85\u200b]/g, how.includes("space") ? "" : " ").trim();
  };
})();
