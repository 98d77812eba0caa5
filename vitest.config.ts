import { defineConfig } from 'vitest/config'

// Fast ones first: the rule book needs nothing but Node, the database tests a PostgreSQL, the rest the whole stack.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'rules',
          include: [
            'test/deployment/**',
            'test/domain/**',
            'test/programme/**',
            'test/rehearsal/**',
            'test/preview/**',
            'test/start/**',
            'test/telemetry/**',
            'test/thai/**',
            'test/language/**',
            'test/mail/**',
            'test/spreadsheet/**',
            'test/imports/**',
            'test/papers/**',
            'test/webhooks/**',
            'test/signin/**',
            'test/security/**',
            'test/web/**',
          ].map((dir) => `${dir}/*.test.ts`),
          exclude: ['**/*.database.test.ts', '**/*.service.test.ts'],
          // Nothing in the rules is shared or changed: modules need not be loaded anew for every file.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'database',
          include: ['test/store/**/*.test.ts', 'test/**/*.database.test.ts'],
          globalSetup: ['test/support/postgres.setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'workflows',
          include: ['test/workflows/**/*.test.ts'],
          globalSetup: ['servers', 'postgres', 'bundle'].map((name) => `test/support/${name}.setup.ts`),
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'service',
          include: ['api/**/*', 'stack/**/*', '**/*.service'].map((name) => `test/${name}.test.ts`),
          globalSetup: ['servers', 'bundle'].map((name) => `test/support/${name}.setup.ts`),
          testTimeout: 300_000,
          hookTimeout: 600_000,
          // Each file has a stack of its own, and waits for it much of its time.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          // Months of a programme against the real clock, with parts that fall: alone on the machine. With another beside it a day is over before
          // its people have done what they do on it.
          name: 'years',
          include: ['test/service/**/*.test.ts'],
          globalSetup: ['servers', 'bundle'].map((name) => `test/support/${name}.setup.ts`),
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
