import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';

/** PDFium's functions, and what its package leaves untyped: the views of its memory and its string decoder. */
export type Pdfium = Omit<WrappedPdfiumModule, 'pdfium'> & {
  readonly pdfium: {
    readonly HEAPU8: Uint8Array;
    readonly HEAPF32: Float32Array;
    readonly wasmExports: { malloc(bytes: number): number; free(pointer: number): void };
    UTF16ToString(pointer: number): string;
    /** The bare exports: a call through the package's typed wrapper costs ten times as much. */
    _FPDFText_GetUnicode(text: number, index: number): number;
    _FPDFText_GetLooseCharBox(text: number, index: number, rectangle: number): number;
    _FPDFText_GetFontWeight(text: number, index: number): number;
  };
};

/** PDFium's error numbers (fpdfview.h). */
export const pdfiumErrors = { password: 4, security: 5 } as const;

/** Above this the instance is thrown away: WebAssembly memory grows and never shrinks. */
const memoryBytes = 512 * 1024 * 1024;

let loading: Promise<Pdfium> | undefined;

/**
 * Runs `use` with PDFium. A trap inside WebAssembly leaves its memory in an unknown state, so after any
 * exception the next call gets a fresh instance (30 ms).
 */
export async function withPdfium<Result>(use: (pdfium: Pdfium) => Result): Promise<Result> {
  loading ??= load();
  try {
    const pdfium = await loading;
    const result = use(pdfium);
    if (pdfium.pdfium.HEAPU8.length > memoryBytes) loading = undefined;
    return result;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

async function load(): Promise<Pdfium> {
  const { init } = await import('@embedpdf/pdfium');
  const bytes = await readWasm();
  const pdfium = (await init({ wasmBinary: new Uint8Array(bytes).buffer })) as unknown as Pdfium;
  pdfium.PDFiumExt_Init();
  return pdfium;
}

/** A bundle carries the file beside itself; in a clone it lies in its package. Nothing is ever fetched. */
async function readWasm(): Promise<Uint8Array> {
  try {
    return await readFile(new URL('./pdfium.wasm', import.meta.url));
  } catch {
    return readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
  }
}

/** An opened file; `pointer` is 0 where it could not be opened, then `error` says why. */
export interface Opened {
  readonly pointer: number;
  readonly error: number;
  close(): void;
}

/** Copies the bytes into PDFium's memory and opens them. */
export function open(pdfium: Pdfium, bytes: Uint8Array, password = ''): Opened {
  const { wasmExports } = pdfium.pdfium;
  const memory = wasmExports.malloc(bytes.length);
  if (memory === 0) throw new Error('The PDF is too large for the memory of its parser.');
  pdfium.pdfium.HEAPU8.set(bytes, memory);
  const pointer = pdfium.FPDF_LoadMemDocument(memory, bytes.length, password);
  const error = pointer === 0 ? pdfium.FPDF_GetLastError() : 0;
  return {
    pointer,
    error,
    close: () => {
      if (pointer !== 0) pdfium.FPDF_CloseDocument(pointer);
      wasmExports.free(memory);
    },
  };
}
