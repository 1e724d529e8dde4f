/** A small phrasing and lists of another language, as a user would write them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const GERMAN = {
  language: 'de',
  match: 'forms',
  requests: {
    paper: {
      with: 'Erzähle eine kurze Geschichte mit das Verb „{verb}“, das Nomen „{noun}“, das Adjektiv „{adjective}“. Dazu: {features}.',
      without:
        'Erzähle eine kurze Geschichte mit das Verb „{verb}“, das Nomen „{noun}“, das Adjektiv „{adjective}“.',
    },
    data: {
      with: 'Denk dir etwas aus: „{verb}“, „{noun}“, „{adjective}“. Merkmale: {features}.',
      without: 'Denk dir etwas aus: „{verb}“, „{noun}“, „{adjective}“.',
    },
  },
  features: {
    Dialogue: 'jemand spricht',
    BadEnding: 'es geht schlecht aus',
    MoralValue: 'man lernt etwas daraus',
    Twist: 'es gibt eine Wendung',
    Foreshadowing: 'ein Hinweis am Anfang wird wahr',
    Conflict: 'zwei streiten sich',
  },
  summary: {
    after: 'Fasse zusammen: {story}',
    along: 'Dann eine Zeile „Zusammenfassung:“.',
    label: 'Zusammenfassung',
  },
  headings: ['Geschichte'],
  refusals: ['Es tut mir leid, aber'],
};

export async function writeGermanLists(folder: string): Promise<void> {
  await writeFile(
    join(folder, 'verbs.txt'),
    ';; Verben\nlaufen/lief/läuft\nmalen/malte/gemalt\nsingen/sang\n',
  );
  await writeFile(join(folder, 'nouns.txt'), 'Hund/Hunde\nBaum/Bäume\nBall/Bälle\n');
  await writeFile(join(folder, 'adjectives.txt'), 'groß/große/großer\nrot/rote/roter/roten\nmüde\n');
}
