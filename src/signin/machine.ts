/** What a browser says it is, in two words that people know theirs by; nothing where it says neither. */
export function machineOf(userAgent: string): string {
  const named = (words: readonly (readonly [RegExp, string])[]) => words.find(([form]) => form.test(userAgent))?.[1]
  return [named(browsers), named(machines)].filter((word) => word !== undefined).join(', ')
}

// Each says that it is the ones after it too.
const browsers = [
  [/\bEdg/, 'Edge'],
  [/\bSamsungBrowser/, 'Samsung Internet'],
  [/\bFirefox|\bFxiOS/, 'Firefox'],
  [/\bChrome|\bCriOS/, 'Chrome'],
  [/\bSafari/, 'Safari'],
] as const
const machines = [
  [/\bAndroid/, 'Android'],
  [/\biPhone|\biPad/, 'iOS'],
  [/\bWindows/, 'Windows'],
  [/\bMac OS X/, 'macOS'],
  [/\bLinux/, 'Linux'],
] as const
