export default {
  compilerOptions: {
    runes: true,
    // The class that keeps a component's styles its own stands on most elements: five letters tell thousands apart.
    cssHash: ({ hash, css }) => `s${hash(css).slice(0, 5)}`,
  },
}
