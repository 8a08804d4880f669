// All texts of this language, by file.
const files = import.meta.glob<{default: Record<string, unknown>}>('./zh/*.ts', {eager: true})

export default Object.fromEntries(
  Object.entries(files).map(([path, file]) => [path.replace(/^.*\/(\w+)\.ts$/, '$1'), file.default]),
)
