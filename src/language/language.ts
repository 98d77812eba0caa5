/** The languages of pages for everybody; officials' pages are in Thai. */
export const languages = ['th', 'en'] as const
export type Language = (typeof languages)[number]

/** The language that an address asks for; Thai for any other. */
export function languageIn(given: unknown): Language {
  return languages.find((language) => language === given) ?? 'th'
}
