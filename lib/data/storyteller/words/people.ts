/** Names with their pronouns, and the kinds of animals that can be heroes. */
export const NAMES_HER: readonly string[] =
  `Lily Anna Mia Sue Lucy Sara Emma Ella Amy Rose Molly Jane Kate Nina Ruby Daisy Zoe Maya Clara Ivy Lola Nora Eva
  Holly Grace Ida Tina Poppy Hannah Betty Olive Penny Rita Wendy Alice Fay Gina Hazel Jill Kiki Lena Mandy Nell
  Peg Tess Una Vera Willa Abby Ada Agnes Amber Annie Beth Bonnie Carla Cathy Cindy Daphne Diana Eliza Erin Fiona Gloria Heidi Helen Irene Jenny Julia Karen Laura Leah Linda Lisa Lulu Maggie Marie Martha Mary Megan Meg Millie Mona Nancy Nicole Nelly Opal Pam Pearl Polly Rachel Rosie Ruth Sadie Sandy Sonia Sophie Stella Susan Tara Trudy Vicky Viola Violet Wanda Winnie Yvonne Zelda Bella Cora Dora Elsie Flora Greta Iris Josie Lottie Mabel Pippa Sally Tilly Yara Zara`.split(
    /\s+/,
  );

export const NAMES_HIM: readonly string[] =
  `Tim Ben Tom Max Sam Jack Leo Bob Billy Dan Finn Noah Oscar Peter Otto Theo Hugo Felix Joe Luke Nick Adam
  Ned Carl Danny Eddie Fred Gus Harry Ian Jim Kevin Louis Mark Owen Paul Ray Roy Simon Ted Tony Victor Walt Zack
  Abe Alan Albert Alex Alfie Archie Arthur Barney Basil Benny Bill Brian Casper Chris Clive Colin Dave David Dean Denny Donny Edgar Edwin Ernie Evan Finley Floyd Gary Gavin Glen Graham Greg Hank Herb Howard Hubert Igor Isaac Jacob Jake James Jason Jay Jerry Joel John Johnny Josh Keith Ken Larry Lenny Leon Lewis Lloyd Martin Matt Mike Monty Murray Nate Neil Norman Omar Percy Pete Phil Quentin Randy Rex Robin Rocco Ron Rupert Scott Simeon Stan Steve Timmy Todd Tommy Vince Wally Wesley Andy Bruno Charlie Dylan Eli Frank George Henry Ivan Jonas Kai Lars Milo Nico Oliver Pablo Ralph Toby Yuri`.split(
    /\s+/,
  );

/** Animals that talk and have names, with where they live. */
export const HERO_ANIMALS: readonly { kind: string; home: string }[] = [
  { kind: 'rabbit', home: 'field' },
  { kind: 'bear', home: 'wood' },
  { kind: 'fox', home: 'wood' },
  { kind: 'mouse', home: 'field' },
  { kind: 'squirrel', home: 'wood' },
  { kind: 'duck', home: 'water' },
  { kind: 'frog', home: 'water' },
  { kind: 'hedgehog', home: 'wood' },
  { kind: 'turtle', home: 'water' },
  { kind: 'pig', home: 'farm' },
  { kind: 'goat', home: 'farm' },
  { kind: 'lamb', home: 'farm' },
  { kind: 'kitten', home: 'farm' },
  { kind: 'puppy', home: 'farm' },
  { kind: 'beaver', home: 'water' },
  { kind: 'donkey', home: 'farm' },
  { kind: 'pony', home: 'farm' },
  { kind: 'raccoon', home: 'wood' },
  { kind: 'badger', home: 'wood' },
  { kind: 'otter', home: 'water' },
];
