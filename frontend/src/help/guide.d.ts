// What guide.ts makes while the page is built.

declare module 'virtual:errors/*' {
  const all: readonly import('./blocks').Told[]
  export default all
}
declare module 'virtual:pages/*' {
  const all: Readonly<Record<string, import('./blocks').GuidePage>>
  export default all
}
