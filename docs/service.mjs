// A service that tells stories while they are being thought up. Start it and ask:
//   node docs/service.mjs runs/quickstart 8080
//   curl -N 'http://127.0.0.1:8080/?prompt=Once+upon+a+time'
import { createServer } from 'node:http';
import { LanguageModel } from 'tinystories';

const [folder = 'runs/quickstart', port = '8080'] = process.argv.slice(2);
const model = await LanguageModel.load(folder);

const server = createServer(async (request, response) => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const prompt = new URL(request.url, 'http://localhost').searchParams.get('prompt') ?? 'Once upon a time';
    const story = model.generate(prompt, { maxTokens: 300, signal: gone.signal });
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).write(prompt);
    for await (const piece of story) response.write(piece.text);
    response.end('\n');
  } catch (error) {
    if (response.headersSent) response.destroy(error);
    else response.writeHead(400).end(error.message);
  }
});
// This machine alone can ask.
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
