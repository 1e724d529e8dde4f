/** The token that ends a story and stands before the first; in files of stories, what parts them. */
export const END_OF_TEXT = '<|endoftext|>';
