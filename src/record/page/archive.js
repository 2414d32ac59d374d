// How data leaves and comes back: one way of writing it, a checksum over that, lines that mail leaves alone, and names
// of files. The checksum tells of accidents; whoever wants to forge one can (docs/record.md).
(() => {
  "use strict";

  const WIDTH = 76;
  const LONGEST_PART = 40;

  /** @type {(bytes: Uint8Array) => string} */
  const binary = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  /** @type {(part: number) => string} */
  const two = (part) => String(part).padStart(2, "0");

  /** @type {Archive["canonical"]} */
  function canonical(value) {
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    const fields = /** @type {Record<string, unknown>} */ (value);
    return `{${Object.keys(fields).sort().map((name) => `${JSON.stringify(name)}:${canonical(fields[name])}`).join(",")}}`;
  }

  /** @type {Archive["checksum"]} */
  const checksum = (value) =>
    Array.from(Terakoya.sha256(new TextEncoder().encode(canonical(value))), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // Slashes and quotation marks in patterns are written by number: the packer takes them for an end.
  /** A part of a file's name without what Windows forbids, and without what parts the parts. @type {(part: string) => string} */
  const plain = (part) =>
    Array.from(part.normalize("NFC").replace(/[\\\x2f:*?\x22<>|_\p{C}\s]+/gu, "-"))
      .slice(0, LONGEST_PART)
      .join("")
      .replace(/^[-.]+|[-.]+$/g, "");

  Terakoya.archive = {
    canonical,
    checksum,

    seal(value) {
      // Half a pair of surrogates is no character; other readers refuse the whole file for one.
      const whole = JSON.parse(JSON.stringify(value, (_, one) => (typeof one === "string" ? one.replace(/\p{Surrogate}/gu, "\ufffd") : one)));
      return { ...whole, checksum: checksum(whole) };
    },

    intact: ({ checksum: told, ...value }) => told === checksum(value),

    armour(label, value) {
      const lines = btoa(binary(new TextEncoder().encode(JSON.stringify(value)))).match(new RegExp(`.{1,${WIDTH}}`, "g")) ?? [];
      return [`-----BEGIN TERAKOYA ${label}-----`, ...lines, `-----END TERAKOYA ${label}-----`, ""].join("\n");
    },

    open(text) {
      try {
        const block = /-----BEGIN TERAKOYA [A-Z]+-----([^]*)-----END TERAKOYA/.exec(text);
        if (!block) return JSON.parse(text.trim());
        // Marks of quotation and whatever else a mail has put between are none of the letters.
        const letters = atob((block[1] ?? "").replace(/[^A-Za-z0-9+\x2f=]/g, ""));
        return JSON.parse(new TextDecoder().decode(Uint8Array.from(letters, (letter) => letter.charCodeAt(0))));
      } catch {
        return undefined;
      }
    },

    fileName(parts, at) {
      const day = new Date(at);
      const date = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
      return `${[...parts.map(plain), date].filter(Boolean).join("_")}.json`;
    },

    who(particulars) {
      const named = [...particulars.filter(({ id, required }) => required && id !== "name"), ...particulars.filter(({ id }) => id === "name")];
      return named.map(({ value }) => value ?? "");
    },
  };
})();
