import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import react from "@vitejs/plugin-react"
import type { Plugin } from "vite"
import { defineConfig } from "vitest/config"

// The API of a running `steward up`; only the development server needs it.
const api = process.env.STEWARD_URL ?? "http://127.0.0.1:8080"

// Text assets are compressed once, as they were written: the server hands out the .gz to whoever accepts it.
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    enforce: "post",
    async writeBundle({ dir = "dist" }, bundle) {
      const texts = Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name))
      await Promise.all(
        texts.map(async (name) => {
          const file = join(dir, name)
          await writeFile(`${file}.gz`, gzipSync(await readFile(file), { level: 9 }))
        }),
      )
    },
  }
}

// dist/.gitkeep keeps the folder that the Go binary embeds; a build must not delete it.
function keepPlaceholder(): Plugin {
  return {
    name: "keep-placeholder",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: ".gitkeep", source: "" })
    },
  }
}

export default defineConfig({
  plugins: [react(), keepPlaceholder(), precompress()],
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 30 },
            { name: "kit", test: /node_modules\/(@tanstack|i18next|react-i18next|dayjs|openapi-)/, priority: 20 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": api } },
  preview: { proxy: { "/api": api } },
  test: { environment: "node", css: true, include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
})
