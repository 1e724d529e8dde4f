export { Generation } from './generation/generate.ts';
export { LanguageModel, type LoadOptions, type OfOptions } from './generation/language-model.ts';
export type { GenerateOptions } from './generation/options.ts';
export type { Alternative, Completion, FinishReason, Piece } from './generation/pieces.ts';
