/** With its first letter large. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** `an Amplitude export` becomes `Amplitude export`. */
export const withoutArticle = (words: string): string => capital(words.replace(/^an? /, ""));
