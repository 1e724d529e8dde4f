/** Texts that were told before, one for each name; a text holds its name, by which a mock knows it. */
import { givenTeller } from '../../lib/grading/calibration/given-teller.ts';

export function givenTexts(names: readonly string[]): ReturnType<typeof givenTeller> {
  return givenTeller(
    'texts',
    names.map((name, i) => ({
      model: 'texts',
      prompt: `p${i}`,
      sample: 0,
      scores: {},
      text: { beginning: `The beginning of ${name} was`, completion: ` a text called [${name}].` },
    })),
  );
}
