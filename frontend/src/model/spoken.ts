// The languages a page can speak by itself, each called as it calls itself.

const SPOKEN = { en: 'English', de: 'Deutsch', fr: 'Français', it: 'Italiano' }
export const LANGUAGES: readonly { value: string; name: string }[] = Object.entries(SPOKEN).map(([value, name]) => ({ value, name }))
