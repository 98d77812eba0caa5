import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'rules', include: ['test/domain/**/*.test.ts', 'test/programme/**/*.test.ts', 'test/rehearsal/**/*.test.ts'] } },
    ],
  },
})
