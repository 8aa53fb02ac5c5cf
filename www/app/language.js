// WebKitGTK under LANG=C names "C" as the user's language. Intl throws at that, and with it uPlot when it is evaluated.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
