// Entries of the catalogue that differ and will, or are refused and will be, and why. By signature. What is only not done yet stands in
// baseline.txt, which `npm run dialect` writes.
export const knownDifferences: Readonly<Record<string, string>> = {};
