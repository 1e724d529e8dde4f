/** What is known of how words of the lists stand in stories. */

/** Spellings that are mostly something else than the word of the lists. */
export const OFTEN_ELSE: ReadonlySet<string> = new Set(
  (
    'back can well top fair left bit stuck used named hollow hard fast high low early late straight tight dear better ' +
    'like last saw felt lay wound step rose'
  ).split(' '),
);

/** Words that one story in forty or more uses: they say little about any of them. */
export const COMMON: ReadonlySet<string> = new Set(
  `
    have; say; come; go; do; look; ask; want; take; call; get; know; run; think; make; put; stand; tell; give; laugh;
    sit; learn; fall; find; see; walk; cry; turn; shout; hold; hear; begin; help; smile; meet; let; sleep; stop; pull;
    open; stay; play; bring; fly; sit down; move; try; eat; need; shake; wait; forget; push; remember; reach; talk;
    carry; hang; jump; set; watch; understand; roll; share; knock; hide; wake up; keep; show; smell; slip; sing;
    look around; climb; break; turn around; throw; yell; lift; snap; sigh; work; catch; wear; grow; dig; nod; tie;
    wave; build; cheer; blow;
    day; friend; time; door; house; morning; bag; stone; tree; bed; evening; box; water; leaf; aunt; foot; night;
    hole; dog; uncle; sun; path; room; goat; coin; birthday; word; bird; ear; key; apple; grass; boy; branch; bush;
    little; good; old; big; small; long; happy; sorry; quiet; red; sad; nice; angry; white; dark; kind; tall; tired;
    fine; young; new; friendly; bad; shy; green; funny; deep; brave; curious; playful; clever; blue; cheerful; afraid;
    tiny; brown; yellow; cold; warm; wet; glad; full; soft; thin; loud; gray; short; black; round; hungry; heavy;
    strong; hot; thick; proud; wonderful
`
    .split(';')
    .map((word) => word.trim().replace(/\s+/g, ' ')),
);
