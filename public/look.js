// Sets theme, vision and density before the first paint, and again when the choice or the system changes.
(() => {
  const KEY = "amarktai.look";
  const ALLOWED = {
    theme: ["system", "dark", "light"],
    vision: ["standard", "cb"],
    density: ["compact", "regular", "touch"],
  };
  const light = window.matchMedia("(prefers-color-scheme: light)");
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
    } catch {
      return {};
    }
  };
  const apply = () => {
    const chosen = read();
    const pick = (name) => (ALLOWED[name].includes(chosen[name]) ? chosen[name] : ALLOWED[name][0]);
    const theme = pick("theme");
    const root = document.documentElement;
    root.dataset.theme = theme === "system" ? (light.matches ? "light" : "dark") : theme;
    root.dataset.vision = pick("vision");
    root.dataset.density = pick("density");
  };
  // the page's policy lets a style element in by its nonce alone; libraries make theirs without one
  const nonce = document.currentScript?.nonce;
  const make = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const made = make(name, options);
    if (nonce && String(name).toLowerCase() === "style") made.nonce = nonce;
    return made;
  };
  apply();
  light.addEventListener("change", apply);
  window.addEventListener("amarktai:look", apply);
  window.addEventListener("storage", apply);
})();
