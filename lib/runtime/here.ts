/** The folder that holds package.json. The package's one use of `import.meta`; tests replace this file. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const packageRoot: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
