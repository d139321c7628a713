export function hashBannerWords(root: string): string;
