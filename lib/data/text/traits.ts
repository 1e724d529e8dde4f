/** What can be seen of two of the paper's features in a folded text: speech for certain, a moral by its usual phrases. */

const SPEECH =
  /["„][^"„]*[\p{L}\p{N}][^"„]*"|«[^»]*[\p{L}\p{N}][^»]*»|»[^«]*[\p{L}\p{N}][^«]*«|「[^」]*[\p{L}\p{N}][^」]*」/u;
const MORAL =
  /\b(?:learn(?:s|ed|t)? (?:that|to|an?|the|how|not|it|about)|lessons?|morals?|taught|always remember(?:s|ed)?|remember(?:s|ed)? (?:that|to|always)|from (?:that day|then) on|never again|(?:it is|it's|it was) (?:always )?(?:important|good|better|best|right|wrong|okay|ok|nice|kind) to)\b/;

/** Whether something that has letters stands between quotation marks. @param folded as `fold` gives it */
export function hasSpeech(folded: string): boolean {
  return SPEECH.test(folded);
}

/** Whether there is a phrase such as `learned that` or `lesson`: a hint, no proof. */
export function hintsAtMoral(folded: string): boolean {
  return MORAL.test(folded);
}
