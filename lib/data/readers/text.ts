/** Stories of text files, parted by `<|endoftext|>`. */
import { FormatError } from '../../runtime/errors.ts';
import { END_OF_TEXT } from '../../tokenizer/end-of-text.ts';
import { type Cutter, LONGEST, type SourceStory } from './source.ts';

export class TextCutter implements Cutter {
  readonly #path: string;
  #held = '';
  #stories = 0;

  constructor(path: string) {
    this.#path = path;
  }

  push(text: string): SourceStory[] {
    // What is held has no separator in it, but may end with the beginning of one.
    const from = Math.max(0, this.#held.length - END_OF_TEXT.length + 1);
    this.#held += text;
    const stories: SourceStory[] = [];
    let begin = 0;
    for (
      let at = this.#held.indexOf(END_OF_TEXT, from);
      at >= 0;
      at = this.#held.indexOf(END_OF_TEXT, begin)
    ) {
      stories.push({ text: this.#held.slice(begin, at) });
      begin = at + END_OF_TEXT.length;
    }
    if (begin > 0) this.#held = this.#held.slice(begin);
    this.#stories += stories.length;
    if (this.#held.length > LONGEST) {
      throw new FormatError(
        this.#path,
        `story ${this.#stories + 1} is longer than ${LONGEST} characters; expected a line with ${END_OF_TEXT} after each story`,
      );
    }
    return stories;
  }

  end(text: string): SourceStory[] {
    const stories = this.push(text);
    // After the last separator there is usually nothing, which is not an empty story.
    if (this.#held.trim() !== '' || this.#stories === 0) stories.push({ text: this.#held });
    return stories;
  }
}
