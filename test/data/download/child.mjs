// Downloads the file that the JSON in its argument describes, as a process that can be killed.
import { downloadSources } from '../../../dist/index.js';

const options = JSON.parse(process.argv[2]);
await downloadSources({
  ...options,
  env: { ...process.env, ...options.env },
  onProgress: ({ done }) => process.stdout.write(`${done}\n`),
});
