export * from './models/gpt-neo.ts';
export * from './models/program.ts';
export * from './models/recorder.ts';
export * from './runtime/errors.ts';
