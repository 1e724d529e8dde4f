declare module 'node-gyp-build' {
  const load: { (dir: string): unknown; resolve(dir: string): string };
  export default load;
}
