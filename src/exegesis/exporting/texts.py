"""Texts that an export is checked and timed on where the caller gives none: English novels in the public domain."""

QUESTION = "Who is it about?"  # put before each text, for models that answer questions

TEXTS = (
    "Call me Ishmael.",
    "Marley was dead: to begin with.",
    "It was the best of times, it was the worst of times.",
    "You don't know about me without you have read a book by the name of The Adventures of Tom Sawyer.",
    "Happy families are all alike; every unhappy family is unhappy in its own way.",
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a "
    "wife.",
    "No!",
    "To Sherlock Holmes she is always the woman. I have seldom heard him mention her under any other name.",
    "Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: once or "
    "twice she had peeped into the book her sister was reading, but it had no pictures or conversations in it.",
    "“And what is the use of a book,” thought Alice, “without pictures or conversations?”",
    "Dorothy lived in the midst of the great Kansas prairies, with Uncle Henry, who was a farmer, and Aunt Em, who was "
    "the farmer's wife. Their house was small, for the lumber to build it had to be carried by wagon many miles.",
    "There were four walls, a floor and a roof, which made one room; and this room contained a rusty looking "
    "cookstove, a cupboard for the dishes, a table, three or four chairs, and the beds.",
    "The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite matter to us.",
    "In my younger and more vulnerable years my father gave me some advice that I've been turning over in my mind "
    "ever since.",
    "I am by birth a Genevese, and my family is one of the most distinguished of that republic.",
    "There was no possibility of taking a walk that day. We had been wandering, indeed, in the leafless shrubbery an "
    "hour in the morning; but since dinner the cold winter wind had brought with it clouds so sombre, and a rain so "
    "penetrating, that further out-door exercise was now out of the question.",
    "All children, except one, grow up.",
    "The Mole had been working very hard all the morning, spring-cleaning his little home. First with brooms, then "
    "with dusters; then on ladders and steps and chairs, with a brush and a pail of whitewash; till he had dust in his "
    "throat and eyes, and splashes of whitewash all over his black fur, and an aching back and weary arms.",
    "3 May. Bistritz. Left Munich at 8:35 P.M., on 1st May, arriving at Vienna early next morning; should have arrived "
    "at 6:46, but train was an hour late.",
    "“Christmas won't be Christmas without any presents,” grumbled Jo, lying on the rug.",
)


def default_texts() -> list[str]:
    """The texts, and all of them as one, which fills most models' longest window."""
    return [*TEXTS, "\n\n".join(TEXTS)]
