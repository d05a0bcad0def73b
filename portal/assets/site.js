// What every page shares: the choice of light or dark, and a reload when a new site is published.
"use strict";

(() => {
  const root = document.documentElement;
  const KEY = "daybook-theme";
  const PAUSE_MILLISECONDS = 5000;
  // A refresh each morning, and half a day of patience.
  const OLD_HOURS = 36;
  const versionAddress = new URL("../version", document.currentScript.src);

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // A browser may forbid storage: then each page follows the system.
    }
  }

  function remember(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // The choice holds for this page.
    }
  }

  function themeShown() {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    return root.dataset.theme || (isDark ? "dark" : "light");
  }

  function label(button) {
    const other = themeShown() === "dark" ? "Light" : "Dark";
    button.textContent = other;
    button.setAttribute("aria-label", `${other} colours`);
  }

  function bindToggle() {
    const button = document.getElementById("theme-toggle");
    if (!button) return;
    label(button);
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = themeShown() === "dark" ? "light" : "dark";
      remember(root.dataset.theme);
      label(button);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => label(button));
  }

  async function publishedVersion() {
    const answer = await fetch(versionAddress, { cache: "no-store" });
    return answer.ok ? (await answer.text()).trim() : null;
  }

  // The page says which site it is of, so that one published while it loaded is seen, too.
  function watchVersion() {
    const own = document.querySelector('meta[name="site-version"]')?.content;
    if (!own || !location.protocol.startsWith("http")) return;
    setInterval(async () => {
      if (document.hidden) return;
      try {
        const version = await publishedVersion();
        if (version && version !== own) location.reload(); // The browser keeps the scroll.
      } catch {
        // The server is away: the page stays as it is.
      }
    }, PAUSE_MILLISECONDS);
  }

  // Only the reader's clock knows that nobody has refreshed since.
  function tellAge() {
    const moment = Date.parse(document.getElementById("as-of")?.dateTime);
    const hours = (Date.now() - moment) / 3.6e6;
    if (!(hours >= OLD_HOURS)) return;
    const words = document.createElement("span");
    words.id = "age";
    words.textContent = `· ${Math.floor(hours / 24)} days old`;
    document.getElementById("freshness")?.append(words);
  }

  const theme = remembered();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  document.addEventListener("DOMContentLoaded", () => {
    bindToggle();
    tellAge();
    watchVersion();
  });
})();
