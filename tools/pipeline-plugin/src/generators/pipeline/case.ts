/** `item_added` or `item-added` as `itemAdded`. */
export const camelCase = (words: string): string =>
  words.replaceAll(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

export const kebabCase = (words: string): string => words.replaceAll('_', '-');

/** `item_added` as `Item added`. */
export const sentence = (words: string): string =>
  words.charAt(0).toUpperCase() + words.slice(1).replaceAll(/[-_]/g, ' ');
